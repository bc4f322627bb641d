// JSON values as messages show them: numbers, texts, and what is escaped in them.

/** What cannot be seen or could mislead a terminal: controls, spaces, writing direction, surrogates, private use. */
const HIDDEN =
  /[\0-\x1f\x7f-\xa0\xad\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u2069\u3000\ud800-\uf8ff\ufeff\u{e0000}-\u{e007f}\u{f0000}-\u{10ffff}]/gu;
const MOST_SHOWN = 10; // a list of more values is told by how many they are, and the nearest

/** The text with everything escaped that cannot be seen or could mislead a terminal. */
const visible = (text) =>
  text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0);
    if (code === 10 || code === 13 || code === 9) return code === 10 ? "\\n" : code === 13 ? "\\r" : "\\t";
    return code < 65536 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  });

const quoted = (text) => `"${visible(text.replaceAll("\\", "\\\\").replaceAll('"', '\\"'))}"`;

/** A value for a message: as JSON writes it, shortened. */
export function show(value) {
  if (typeof value === "string") {
    const long = value.length > 60 && length(value);
    if (long > 60) return `${quoted(Array.from(value.slice(0, 114)).slice(0, 57).join("")).slice(0, -1)}..." (${long} characters)`;
    return quoted(value);
  }
  if (typeof value === "number") return numeral(value);
  if (value == null || typeof value === "boolean") return String(value ?? null);
  if (Array.isArray(value)) return `an array of ${itemsWords(value.length)}`;
  if (value instanceof Several) return `an array of ${itemsWords(value.size)}`;
  if (value instanceof Fields) return value.some ? "an object" : "an empty object";
  if (value instanceof Told) return value.words;
  return keys(value).length ? "an object" : "an empty object";
}

/** `no items`, `1 item`. */
const itemsWords = (number) => `${number || "no"} item${number === 1 ? "" : "s"}`;

/** The texts of values to choose from; four or more whole numbers in a row together: `one of "2" to "15"`. */
function inRanges(values, texts) {
  const numbers = values.map(whole);
  const out = [];
  let first = 0;
  for (let index = 1; index <= values.length; index++) {
    const same = index < values.length && typeof values[index] === typeof values[index - 1];
    if (same && numbers[index - 1] !== null && numbers[index] === numbers[index - 1] + 1) continue;
    if (index - first > 3) out.push(`one of ${texts[first]} to ${texts[index - 1]}`);
    else out.push(...texts.slice(first, index));
    first = index;
  }
  return out;
}

/** An integer, or what a text says that writes one as JSON does. */
function whole(value) {
  if (typeof value === "number") return Number.isInteger(value) ? value : null;
  return typeof value === "string" && value.length <= 15 && /^(0|-?[1-9]\d*)$/.test(value) ? Number(value) : null;
}

/** The number that a text spells, as messages write it: of `05`, ` 5` and `5.0`, `5`. */
function spelled(text) {
  const match = /^[-+]?(\d+(?:\.\d+)?)$/.exec(text.trim());
  return match && match[1].length <= 19 ? numeral(Number(match[0])) : null;
}

/** A number as JSON.stringify writes it, and what that does not write. */
const numeral = (value) => String(value);
