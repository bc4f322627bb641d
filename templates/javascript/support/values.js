// Values: JSON's own and others, and those that stand for what a field refuses.

/** Stands for a value that its own field refuses: rules must not judge it. */
class Gap {}

export const REFUSED = new Gap(); // the field is there, with a value that it refuses
export const UNKNOWN = new Gap(); // it is missing, or null, which it refuses: as good as absent, or a value forgotten

/** Stands for a value of which messages know no more than some words. */
class Told {
  constructor(words) {
    this.words = words;
  }
}

/** Stands for an array of which messages know no more than how many items it has, and what the only one is. */
class Several {
  constructor(size, only) {
    this.size = size;
    this.only = only;
  }
}

/** Stands for an object of which messages know no more than whether it has fields. */
class Fields {
  constructor(some) {
    this.some = some;
  }
}

export const SENT_NULL = new Told("null"); // in messages: it is null, which counts as absent
export const MANY = 2 ** 62; // more than there can be
export const NONE = Object.freeze([]);
export const NONE_REFUSED = new Set();
export const EMPTY = {};

/** A value is no JSON, but its plain copy may be: that is to be judged. */
const INEXACT = new Error("inexact");
/** Nothing else is said of what is nested too deeply. */
const NESTING = new RangeError("nesting");
const DEEPEST = 200;

const prototypeOf = Object.getPrototypeOf;
const PLAIN = Object.prototype;

export const isNumber = Number.isFinite;

export const isGap = (value) => value instanceof Gap;

/** Whether the value is an object as JSON.parse makes them: not by inheritance, nor of another realm. */
export function isObject(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = prototypeOf(value);
  return prototype === PLAIN || prototype === null;
}

/** A field of the object itself, for names that all objects have. */
export const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

/** The names of an object; what is undefined is not there. */
export const keys = (object) => Object.keys(object).filter((name) => object[name] !== undefined);

/** How many fields an object has. */
export function size(object) {
  let count = 0;
  for (const _ in object) count++;
  return count;
}

/** The characters (code points) of a text. */
export function length(text) {
  let count = text.length;
  for (let index = count - 1; index > 0; index--) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) {
      count--;
      index--;
    }
  }
  return count;
}

export const begins = (text, several) => several.some((one) => text.startsWith(one));
export const ends = (text, several) => several.some((one) => text.endsWith(one));

/** What stands for a value that is refused. */
export const gap = (value) => (value == null || value === UNKNOWN ? UNKNOWN : REFUSED);

/** The value as far as messages show it, whatever becomes of it later. */
export function kept(value) {
  if (Array.isArray(value)) return new Several(value.length, value.length === 1 ? alone(value[0]) : undefined);
  return isObject(value) ? new Fields(keys(value).length > 0) : value;
}

function alone(value) {
  if (Array.isArray(value)) return new Several(value.length);
  if (isObject(value)) return kept(value);
  if (value === undefined) return null;
  if (isScalar(value) || value instanceof Told) return value;
  throw INEXACT;
}

const isScalar = (value) =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** Whether the value is of one of JSON's types, itself and not by inheritance. */
export const exact = (value) => isScalar(value) || Array.isArray(value) || isObject(value);

/** Whether JSON can write the value: of its own types only, finite numbers, 200 deep at most. */
export function json(value, depth = 0) {
  if (typeof value === "number") return Number.isFinite(value);
  if (isScalar(value)) return true;
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (!json(value[index], depth + 1)) return false;
    return true;
  }
  if (!isObject(value)) return false;
  for (const name in value) if (!json(value[name], depth + 1)) return false;
  return true;
}

/** Whether an array or object is nested more than 200 deep, so that nothing else is said of the body. */
function deep(value, depth = 0) {
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    if ((Array.isArray(one) || isObject(one)) && (depth >= DEEPEST || deep(one, depth + 1))) return true;
  }
  return false;
}

/** The value as JSON.stringify writes it, in objects that inherit nothing. What it would lose is told by its class. */
function plain(value, depth = 0) {
  const has = typeof value === "object" ? value !== null : typeof value === "bigint";
  if (has && typeof value.toJSON === "function") value = value.toJSON();
  if (isScalar(value)) return value;
  if (value === undefined && depth) return undefined;
  if (typeof value !== "object") return new Told(`a JavaScript ${typeof value}`);
  if (depth > DEEPEST) throw NESTING;
  if (Array.isArray(value)) {
    return Array.from({ length: value.length }, (_, index) => plain(value[index], depth + 1) ?? null);
  }
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === "String" || kind === "Number" || kind === "Boolean") {
    const inside = value.valueOf();
    if (typeof inside === kind.toLowerCase()) return inside;
  }
  const names = Object.keys(value);
  const prototype = prototypeOf(value);
  const inherits = prototype !== null && prototypeOf(prototype) !== null;
  if (kind === "Map" || kind === "Set" || ArrayBuffer.isView(value) || (inherits && !names.length)) {
    return new Told(`a JavaScript ${className(value)}`);
  }
  const made = Object.create(null);
  for (const name of names) {
    const one = plain(value[name], depth + 1);
    if (one !== undefined) made[name] = one;
  }
  return made;
}

function className(value) {
  const name = value.constructor?.name;
  return typeof name === "string" && name && visible(name) === name ? name : "object";
}

/** The names of an object that are not among the known ones. */
export function unknown(object, known) {
  const found = [];
  for (const name of Object.keys(object)) {
    if (!known.has(name) && object[name] !== undefined) {
      if (typeof object[name] === "function") throw INEXACT; // it may be toJSON
      found.push(name);
    }
  }
  return found;
}

/** Whether something in the value is no JSON, which is reported: where no type is demanded, this still is. */
export function foreign(value, path, out, fault, depth = 0) {
  if (json(value, depth)) return false;
  if (depth > DEEPEST) throw NESTING;
  if (Array.isArray(value)) {
    value.forEach((one, index) => foreign(one, `${path}/${index}`, out, fault, depth + 1));
  } else if (isObject(value)) {
    for (const name of keys(value)) foreign(value[name], `${path}/${token(name)}`, out, fault, depth + 1);
  } else {
    out.push(new Violation(fault, path, value));
  }
  return true;
}

/** Report what is no JSON in the fields of an object that nothing is said of. */
export function foreignExtras(object, known, path, out, fault) {
  for (const name of unknown(object, known)) foreign(object[name], `${path}/${token(name)}`, out, fault);
}

/** A name as a step of a JSON Pointer (RFC 6901, section 3). */
export const token = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

// JSON values held against each other (JSON Schema Core, section 4.2.2)

/** Whether a number is a multiple of another, both as JSON writes them. */
export function multiple(value, of) {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(of)) return value % of === 0;
  const [one, other] = [fraction(value), fraction(of)];
  return (one.above * other.below) % (other.above * one.below) === 0n;
}

export function equal(left, right) {
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((one, index) => equal(one, right[index]));
  }
  if (!isObject(left)) return left === right;
  if (!isObject(right) || Array.isArray(right)) return false;
  const names = keys(left);
  return names.length === keys(right).length && names.every((one) => equal(left[one], own(right, one)));
}

export function unique(items) {
  return new Set(items.map(identity)).size === items.length;
}

/** Something that is the same for equal JSON values only. */
function identity(value) {
  if (Array.isArray(value)) return `[${value.map(written)}]`;
  if (!isObject(value)) return typeof value === "string" ? `"${value}` : value;
  return `{${keys(value).sort().map((name) => `${JSON.stringify(name)}:${written(value[name])}`)}}`;
}

const written = (value) =>
  Array.isArray(value) || isObject(value) ? identity(value) : JSON.stringify(Object.is(value, -0) ? 0 : value);

// Exact arithmetic on what JSON writes

class Fraction {
  constructor(above, below = 1n) {
    this.above = below < 0n ? -above : above;
    this.below = below < 0n ? -below : below;
  }
}

/** The fraction that a number or a text in JSON's digits stands for. */
function fraction(number) {
  const [, sign, whole, part = "", power = 0] = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(String(number));
  const digits = BigInt(sign.replace("+", "") + (whole + part || "0"));
  const scale = Number(power) - part.length;
  return scale < 0 ? new Fraction(digits, 10n ** BigInt(-scale)) : new Fraction(digits * 10n ** BigInt(scale));
}

/** Below 0, 0 or above 0, as the first is less than, equal to or more than the second. Texts go by code points. */
function compared(one, other) {
  if (one instanceof Fraction) {
    const difference = one.above * other.below - other.above * one.below;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  if (typeof one !== "string") return one - other;
  const [first, second] = [Array.from(one), Array.from(other)];
  const at = first.findIndex((character, index) => character !== second[index]);
  if (at < 0) return first.length - second.length;
  return at < second.length ? first[at].codePointAt(0) - second[at].codePointAt(0) : 1;
}

const kindOf = (value) =>
  value instanceof Fraction ? "number" : typeof value === "string" || typeof value === "boolean" ? typeof value : null;

/** The truth of a comparison; null when an operand is not known. */
export function relation(relation, left, right) {
  const [one, other] = [calculated(left), calculated(right)];
  if (one === null || kindOf(one) !== kindOf(other)) return null;
  const order = compared(one, other);
  switch (relation) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

/** The value of an operand in postfix order: a Fraction, a text, a boolean; null when it is not known. */
function calculated(steps) {
  const stack = [];
  for (const [kind, what, several] of steps) {
    if (kind === "number") stack.push(fraction(what));
    else if (kind === "value") stack.push(exactly(what));
    else if (kind === "function") {
      const given = stack.splice(-several);
      stack.push(applied(what, several > 1 ? given : given[0]));
    } else {
      const [right, left] = [stack.pop(), stack.pop()];
      const known = left instanceof Fraction && right instanceof Fraction;
      stack.push(known && !((what === "/" || what === "%") && right.above === 0n) ? combined(what, left, right) : null);
    }
  }
  return kindOf(stack[0]) === null ? null : stack[0];
}

function combined(sign, { above: a, below: b }, { above: c, below: d }) {
  if (sign === "*") return new Fraction(a * c, b * d);
  if (sign === "/") return new Fraction(a * d, b * c);
  if (sign === "+") return b === d ? new Fraction(a + c, b) : new Fraction(a * d + c * b, b * d);
  if (sign === "-") return new Fraction(a * d - c * b, b * d);
  const rest = (a * d) % (c * b);
  return new Fraction(rest && rest < 0n !== c < 0n ? rest + c * b : rest, b * d); // of the divisor's sign
}

function applied(name, value) {
  const list = Array.isArray(value);
  if (name === "count") return value == null ? fraction(0) : list ? fraction(value.length) : null;
  if (name === "sum" || name === "min" || name === "max") {
    if (!list) return null;
    const numbers = value.map(exactly);
    if (numbers.some((one) => !(one instanceof Fraction)) || (!numbers.length && name !== "sum")) return null;
    if (name === "sum") return numbers.reduce((one, other) => combined("+", one, other), fraction(0));
    return numbers.reduce((one, other) => (compared(other, one) < 0 === (name === "min") ? other : one));
  }
  if (list) return value.map((one) => applied(name, exactly(one)));
  if (name === "number" && value instanceof Fraction) return value;
  if (typeof value !== "string") return null;
  if (name === "length") return fraction(length(value));
  if (name === "number") {
    const text = value.trim();
    return /^[-+]?(\d+(\.\d+)?|\.\d+)$/.test(text) && text.length < 1000 ? fraction(text) : null;
  }
  const mark = ["x", "X", "*", "\u00d7"].find((one) => value.includes(one));
  if (mark === undefined) return null;
  const at = value.indexOf(mark);
  const sides = [value.slice(0, at), value.slice(at + 1)];
  if (sides.some((one) => !/^\d{1,999}$/.test(one))) return null;
  return fraction(sides[name === "width" ? 0 : 1]);
}

const exactly = (value) => (Number.isFinite(value) ? fraction(value) : (value ?? null));
