// What violations say, and the two walks of a judge put together.

/** What a violation says wherever it is found. say: makes the message of `words` and of what was seen, when it is read. */
export class Fault {
  constructor(rule, severity, source, say, words) {
    this.rule = rule;
    this.severity = severity;
    this.source = source;
    this.say = say;
    this.words = words;
  }
}

/** What is wrong with a body, or doubtful. Its message is made when it is read, of what was seen when it was found. */
export class Violation {
  #fault;
  #seen;

  constructor(fault, path, seen, related = NONE) {
    if (arguments.length > 2 && typeof seen !== "string" && typeof seen !== "number") seen = seenAs(seen, fault.say);
    this.#fault = fault;
    this.#seen = seen;
    this.path = path;
    this.related = related;
  }

  get rule() {
    return this.#fault.rule;
  }

  get message() {
    return this.#fault.say(this.#fault.words, this.#seen);
  }

  get severity() {
    return this.#fault.severity;
  }

  get source() {
    return this.#fault.source;
  }

  toJSON() {
    const { rule, path, related, message, severity, source } = this;
    return { rule, path, related, message, severity, source };
  }

  toString() {
    return `${visible(this.path) || "body"}: ${this.message} [${this.rule}]`;
  }

  /** The same as an error. */
  asError() {
    const { rule, source, say, words } = this.#fault;
    const made = new Violation(new Fault(rule, "error", source, say, words), this.path);
    made.#seen = this.#seen;
    made.related = this.related;
    return made;
  }

  /** The same with another message. */
  asSaidBy(say, words) {
    return new Violation(new Fault(this.rule, this.severity, this.source, say, words), this.path, null, this.related);
  }
}

/** Those that are told of several values of a body at once. */
const OF_SEVERAL = new Set([presence, held, demanded, nulls, joined]);

/** What a message is to be made of later, whatever becomes of the body. */
function seenAs(seen, say) {
  if (seen === undefined) throw INEXACT;
  if (isScalar(seen) || OF_SEVERAL.has(say) || seen instanceof Told || seen instanceof Several || seen instanceof Fields) {
    return seen;
  }
  if (typeof seen === "bigint" && say === summed) return seen;
  if ((!Array.isArray(seen) && !isObject(seen)) || deep(seen)) throw INEXACT;
  return kept(seen);
}

const unjudged = (rule, message) => new Violation(new Fault(rule, "error", "", text, message), "");
const NO_JSON = new Fault("type", "error", "", notOfType, ["a value that JSON has", null]);

/** What the walk `check` finds in the body as JSON.stringify writes it; what is contested goes to `late`, unless null. */
function refusals(check, body, late) {
  const out = [];
  try {
    const copy = plain(body);
    check(copy, out, late);
    if (!out.length) foreign(copy, "", out, NO_JSON); // in a field that only a schema names which does not count
    return out;
  } catch (error) {
    if (late !== null) late.length = 0;
    if (error instanceof RangeError) return [unjudged("nesting", "it is nested too deeply to be judged")];
    return [unjudged("unreadable", "it cannot be read to its end")];
  }
}

const GIVEN = ["seconds", "width", "height", "bytes", "fps", "format"];

/** What is known of files as it is given, by the texts that name them. Throws a TypeError for what is none. */
function knownFacts(given) {
  if (!isObject(given)) throw new TypeError("facts are given by the texts that name the files, as an object");
  const files = new Map();
  for (const text of Object.keys(given)) {
    const [facts, known] = [given[text], {}];
    if (!isObject(facts)) throw new TypeError(`the facts of ${show(text)} are an object such as {seconds: 5}`);
    for (const name of Object.keys(facts)) {
      const value = facts[name];
      if (!GIVEN.includes(name)) {
        throw new TypeError(`there is no fact ${show(name)} of ${show(text)}; there are ${GIVEN.join(", ")}`);
      }
      if (value == null) continue;
      if (name === "format") {
        if (typeof value !== "string") throw new TypeError(`the format of ${show(text)} is a text such as mp4`);
      } else if (!Number.isFinite(value) || value < 0) throw new TypeError(`${name} of ${show(text)} is a number from 0`);
      known[name] = value;
    }
    files.set(text, known);
  }
  return files;
}

/**
 * A judge of request bodies.
 *
 * accepts: the straight walk, which says true of bodies that have no error for certain. check: the walk that collects.
 * clean: whether objects inherit none of the fields. typed: whatever is read of a body is demanded to be of a type. fill: gives
 * a copy of a body with its defaults. look: finds what is wrong with its files by what is known of them, null where none is
 * spoken of. Facts that are none throw, and nothing else does.
 */
export function judge(accepts, check, clean, typed, fill, look) {
  const untouched = () => NONE.toJSON === undefined && clean(EMPTY);

  const accepted = (body) => {
    try {
      return untouched() && accepts(body);
    } catch {
      return false;
    }
  };

  /** The errors of a body; what is contested or warned of goes to `late`, unless null. */
  const walked = (body, late) => {
    try {
      if (untouched() && (typed || json(body))) {
        const out = [];
        check(body, out, late);
        return out;
      }
    } catch {
      // its plain copy is judged
    }
    if (late !== null) late.length = 0;
    return refusals(check, body, late);
  };

  /** The same, and what is wrong with the files by what is known of them. */
  const informed = (body, late, facts) => {
    if (facts == null) return walked(body, late);
    const files = knownFacts(facts);
    const out = walked(body, late);
    if (look === null || (out.length && (out[0].rule === "nesting" || out[0].rule === "unreadable"))) return out;
    try {
      look(plain(body), "", { files, refused: paths(out) }, out, late);
    } catch {
      out.push(unjudged("unreadable", "it cannot be read to its end"));
    }
    return out;
  };

  const isValid = (body, { facts } = {}) => (facts == null && accepted(body)) || !informed(body, null, facts).length;
  const errors = (body, { facts } = {}) => informed(body, null, facts);
  const validate = (body, { strict = false, facts } = {}) => {
    const late = [];
    return ranked(informed(body, late, facts), late, strict);
  };

  const effective = (body) => {
    try {
      const copy = plain(body);
      if (!clean(EMPTY) || !json(copy)) return body;
      return fill(JSON.parse(JSON.stringify(copy)), "", paths(errors(body)));
    } catch {
      return body;
    }
  };

  const schema = {
    "~standard": {
      version: 1,
      vendor: "reelspec",
      validate(value) {
        const out = errors(value);
        return out.length ? { issues: out.map((violation) => new Issue(violation, value)) } : { value };
      },
    },
  };
  return { isValid, errors, validate, effective, schema };
}

/** Errors, then contested violations, then warnings, of which those at the path of an error go. */
function ranked(out, late, strict) {
  if (!late.length) return out;
  const wrong = new Set(out.map((violation) => violation.path));
  const further = late.filter((violation) => !wrong.has(violation.path));
  let contested = further.filter((violation) => violation.severity === "contested");
  if (strict) {
    contested = contested.map((violation) => violation.asError());
    contested.forEach((violation) => wrong.add(violation.path));
  }
  return [...out, ...contested, ...further.filter((violation) => violation.severity === "warning" && !wrong.has(violation.path))];
}

/** A violation as Standard Schema has it (standardschema.dev): the steps of an array are numbers in its path. */
class Issue {
  constructor(violation, body) {
    this.violation = violation;
    this.path = steps(violation.path, body);
  }

  get message() {
    return this.violation.message;
  }
}

function steps(path, value) {
  return path
    .split("/")
    .slice(1)
    .map((part) => {
      const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const step = Array.isArray(value) ? Number(name) : name;
      value = memberOf(value, step);
      return step;
    });
}

function memberOf(value, step) {
  try {
    return value !== null && typeof value === "object" ? own(value, step) : undefined;
  } catch {
    return undefined;
  }
}

/** Where something is refused. */
export const paths = (out) => (out.length ? new Set(out.map((violation) => violation.path)) : NONE_REFUSED);
