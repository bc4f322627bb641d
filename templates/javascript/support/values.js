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
export const PLAIN = Object.prototype;

export const isNumber = Number.isFinite;

export const isGap = (value) => value instanceof Gap;

/** Whether the value is an object as JSON.parse makes them: not by inheritance, nor of another realm, nor written as another. */
export function isObject(value) {
  if (typeof value !== "object" || value === null) return false;
  if (typeof value.toJSON === "function") throw INEXACT;
  if (value.__proto__ === PLAIN) return true; // the quickest way to ask, unless a field is called so
  const prototype = prototypeOf(value);
  return prototype === PLAIN || prototype === null;
}

/** A field of the object itself, for names that all objects have. */
export const own = (object, name) => (name in PLAIN && !Object.hasOwn(object, name) ? undefined : object[name]);

/** The names of an object; what is undefined is not there. */
export const keys = (object) => Object.keys(object).filter((name) => object[name] !== undefined);

/** How many fields an object has. */
export function size(object) {
  let count = 0;
  for (const _ in object) count++;
  return count;
}

/** The characters (code points) of a text. */
export const length = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

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

/** Whether the value is what it says it is. */
export const pure = (value) => json(value);

/** Whether an array or object is nested more than 200 deep, so that nothing else is said of the body. */
function deep(value, depth = 0) {
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if ((Array.isArray(inner) || isObject(inner)) && (depth >= DEEPEST || deep(inner, depth + 1))) return true;
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
    const inner = plain(value[name], depth + 1);
    if (inner !== undefined) made[name] = inner;
  }
  return made;
}

function className(value) {
  const name = value.constructor?.name;
  return typeof name === "string" && name && visible(name) === name ? name : "object";
}

/** Whether an object has a field of its own by a name that is found in it. */
export const hasField = (object, name) => object[name] !== undefined && Object.hasOwn(object, name);

/** The names of an object that are not among the known ones. known: whether a name is. */
export function unknown(object, known) {
  const names = [];
  for (const name in object) if (!known(name) && hasField(object, name)) names.push(name);
  return names;
}

/** Whether something in the value is no JSON, which is reported: where no type is demanded, this still is. */
export function foreign(value, path, out, fault, depth = 0) {
  if (json(value, depth)) return false;
  if (depth > DEEPEST) throw NESTING;
  if (Array.isArray(value)) {
    value.forEach((item, index) => foreign(item, `${path}/${index}`, out, fault, depth + 1));
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
export const token = (name) =>
  name.includes("/") || name.includes("~") ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name;
