// Schemas held against values: alternatives, types, lists of values.

/** A regular expression of ECMA-262 with the flag u, compiled when a text is first held against it. */
export class Pattern {
  constructor(source) {
    this.source = source;
  }

  test(text) {
    this.made ??= new RegExp(this.source, "u");
    return this.made.test(text);
  }
}

/** Whether the schema of a function accepts a value. */
export function holds(check, value) {
  const found = [];
  check(value, "", found, null);
  return !found.length;
}

/** How many items the schema of a function accepts. */
export const matching = (check, array) => array.filter((item) => holds(check, item)).length;

/**
 * anyOf and oneOf: when no branch accepts, the one that was meant says why.
 *
 * told: what tells the branches apart: a field or null, and whether it is needed; its values, types and listed values by
 * branch; all types in words.
 */
export function alternatives(keyword, value, path, branches, out, late, source, told) {
  const [by, , values] = told;
  const tried = [];
  const accepted = [];
  const telling = by !== null && isObject(value) && own(value, by) !== undefined;
  for (const branch of branches) {
    const found = [];
    const listed = values[tried.length];
    tried.push(found);
    if (telling && listed.length && !isOneOf(own(value, by), listed)) continue; // another one is meant
    const warned = late === null ? null : [];
    branch(value, path, found, warned);
    if (!found.length) {
      accepted.push(tried.length);
      if (late !== null) late.push(...warned);
      if (keyword === "anyOf") return;
    }
  }
  if (accepted.length > 1) {
    const message = `it fits the alternatives ${listed(accepted, "and")} of ${branches.length}; it may fit one only`;
    out.push(new Violation(new Fault(keyword, "error", source, text, message), path));
  } else if (!accepted.length) {
    const wrong = ofMeant(keyword, value, path, tried, source, told);
    if (by === null || !isObject(value) || !isReported(by, value, path, wrong, out)) out.push(...wrong);
  }
}

/** Whether the schema around them has reported all that is wrong: the field which tells the alternatives apart. */
function isReported(by, value, path, several, out) {
  const wrong = several[0];
  const place = `${path}/${token(by)}`;
  if (own(value, by) !== undefined && (several.length > 1 || wrong.path !== place)) return false;
  for (let index = out.length - 1; index >= 0 && out[index].path.startsWith(path); index--) {
    const other = out[index];
    if (other.path === place) {
      if (wrong.rule === "required" && other.rule === "required" && wrong.path === place) {
        out[index] = other.asSaidBy(asAnother, wrong);
      }
      return true;
    }
  }
  return false;
}

/** The faults by the branch that was meant: told by its field, by its type, else the one with the fewest faults. */
function ofMeant(keyword, value, path, tried, source, [by, needed, values, types, lists, words]) {
  const fault = (rule, say, words) => new Fault(rule, "error", source, say, words);
  const fitting = tried.map((_, index) => index).filter((index) => isOf(value, types[index]));
  if (!fitting.length) {
    const allowed = lists.flat(1);
    const wanted = [words, allowed.length ? new Listed(...allowed) : null];
    return [new Violation(fault("type", notOfType, wanted), path, value)];
  }
  if (by !== null && isObject(value)) {
    const place = `${path}/${token(by)}`;
    const known = new Listed(...fitting.flatMap((index) => values[index]));
    const given = own(value, by);
    if (given !== undefined) {
      const meant = fitting.find((index) => isOneOf(given, values[index]));
      return meant === undefined ? [new Violation(fault(keyword, notListed, known), place, given)] : tried[meant];
    }
    if (needed) return [new Violation(fault("required", lackingChoice, [by, known]), place)];
  }
  if (fitting.length === 1) return tried[fitting[0]];
  if (fitting.every((index) => lists[index].length)) {
    const every = new Listed(...fitting.flatMap((index) => lists[index]));
    return [new Violation(fault(keyword, notListed, every), path, value)];
  }
  const fewest = Math.min(...fitting.map((index) => tried[index].length));
  const closest = fitting.map((index) => tried[index]).filter((one) => one.length === fewest);
  if (closest.length === 1) return closest[0].map((one) => one.asSaidBy(nearest, [one, tried.length]));
  return [new Violation(fault(keyword, ways, [path, closest, tried.length]), path)];
}

const isOneOf = (value, listed) => listed.some((one) => equal(value, one));

/** Whether the value is of one of the JSON types; [] stands for all. */
function isOf(value, types) {
  return (
    !types.length ||
    types.some((one) => {
      if (one === "integer") return Number.isInteger(value);
      if (one === "number") return Number.isFinite(value);
      if (one === "null") return value === null;
      return one === "array" ? Array.isArray(value) : one === "object" ? isObject(value) : typeof value === one;
    })
  );
}

/** The members of a value that schemas have evaluated: none yet. */
export const members = () => new Set();

/** One more. */
export const add = (found, member) => found.add(member);

/** All of them: a list of names, those of an object, or what another schema has evaluated. */
export function addAll(found, several) {
  for (const one of isObject(several) ? keys(several) : several) found.add(one);
}

/** The positions of the first items of an array. */
export function addFirst(found, number) {
  for (let index = 0; index < number; index++) found.add(index);
}
