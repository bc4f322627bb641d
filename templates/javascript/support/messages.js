// The messages of violations: each function makes one of what is known beforehand (`words`) and of what was seen.

/** Values to choose from, in words and ready for looking up what a word was meant to be. */
export class Listed {
  constructor(...values) {
    this.values = values;
  }

  /** `"480P", "720P" or "1080P"`; of too many how many they are, which `many` says then. */
  words() {
    const parts = inRanges(this.values, this.values.map(show));
    this.many = parts.length > MOST_SHOWN;
    return this.many ? `one of ${this.values.length} values` : listing(parts, "or");
  }

  /** The three that are most like the value: of numbers the nearest, of texts those with the most in common. */
  closest(value, last) {
    const text = typeof value === "number" ? numeral(value) : typeof value === "string" ? value : "";
    const number = spelled(text);
    const far = this.values.map((value) => {
      const other = typeof value === "string" ? value : show(value);
      const known = spelled(other);
      if (number !== null && known !== null) return Math.abs(number - known);
      const [first, second] = [Array.from(lower(text)), Array.from(lower(other))];
      if (number !== null || first.length > 100 || second.length > 100) return Infinity;
      return (-2 * inCommon(first, second)) / (first.length + second.length || 1);
    });
    const order = far.map((_, index) => index).sort((first, second) => far[first] - far[second] || first - second); // NaN of infinities
    return listing(order.slice(0, 3).map((index) => show(this.values[index])), last);
  }

  /** The values by their texts in lower case; of numbers, as they are written. */
  lower() {
    if (!this.byText) {
      this.byText = new Map();
      for (const value of this.values) {
        const word = typeof value === "string" ? lower(value) : show(value);
        if (!this.byText.has(word)) this.byText.set(word, value);
      }
    }
    return this.byText;
  }

  /** The value that is, or spells, the number that the text spells; null if there is none. */
  number(text) {
    const number = spelled(text);
    if (number === null) return null;
    const near = this.values.find((value) => (typeof value === "string" ? spelled(value) : show(value)) === number);
    return near ?? null;
  }
}

export const listing = (texts, last) =>
  texts.length > 1 ? `${texts.slice(0, -1).join(", ")} ${last} ${texts.at(-1)}` : texts.join("");

/** What needs nothing of the body. */
export const text = (words) => words;

/** A text or a count that was made when the violation was found. */
export const piece = (_, seen) => String(seen);

/** The types that have given a sum: words are their weights, each so many times the one before. */
export function summed([weights, base], seen) {
  if (typeof seen === "string") return seen;
  const big = typeof seen === "bigint";
  const names = [];
  for (const [name, each] of weights) {
    const times = ((seen - (seen % each)) / each) % (big ? BigInt(base) : base);
    for (let count = 0; count < times; count++) names.push(name);
  }
  return names.join(" + ") || "none";
}

/** The value, and words after it. */
export const shown = (words, seen) => show(seen) + words;

/** How many there are of something, between words. */
export const sized = ([before, unit, after], seen) => `${before}${seen}${unit}${seen === 1 ? "" : "s"}${after}`;

/** `it has 3 items`, and words after it. */
export const items = (words, seen) => `it has ${itemsWords(seen)}${words}`;

/** What type was asked, and the values that were, if they are listed, or of what types an array's items are. */
export function notOfType([expected, asked], seen) {
  if (typeof seen === "number" && !Number.isFinite(seen)) return `${numeral(seen)} is not a number that JSON can write`;
  return `${show(seen)} is not ${expected}${asked instanceof Listed ? meant(seen, asked) : retyped(seen, expected, asked)}`;
}

/** The value is none of those. */
export function notListed(words, seen) {
  const [allowed, hint] = [words.words(), meant(seen, words)];
  return `${show(seen)} is not ${allowed}${hint || (words.many ? `, such as ${words.closest(seen, "or")}` : "")}`;
}

/** No field has the name. words: those that there are, and fields of other models -> the words for those models. */
export function unexpected([fields, elsewhere], seen) {
  const near = nearestOf(seen, fields);
  const hint = near !== null && near !== seen ? `; did you mean ${near}?` : elsewhere?.has(seen) ? `; it is a field of ${elsewhere.get(seen)}` : "";
  return `${show(seen)} is no field here${hint}`;
}

/** The name of a field is refused. */
export const misnamed = (_, seen) => `the name ${show(seen)} is not allowed`;

/** The format that an address ends in, and words after it. */
export const ending = (words, seen) => `the address ends in .${extension(seen)}${words}`;

const isThere = (value) => value != null && value !== UNKNOWN && value !== SENT_NULL;

/** A text, and which of some fields are there. */
export function presence([text, names], seen) {
  const there = names.filter((_, index) => isThere(seen[index]));
  return `${text}; ${there.length ? listing(there, "and") : "none"} ${there.length < 2 ? "is" : "are"}`;
}

/** A text, what some fields hold, and which of them a default has decided: names, with the words for a default. */
export function held([text, fields], seen) {
  const made = [];
  fields.forEach(([name, meaning], index) => {
    const value = seen[index];
    if (value == null || value === SENT_NULL) {
      made.push(`${name} is ${value == null ? "absent" : "null"}${meaning === null ? "" : `, which means ${meaning}`}`);
    } else if (!isGap(value)) made.push(`${name} is ${show(value)}`);
  });
  return made.length ? `${text} (${made.join(", ")})` : text;
}

/**
 * What is demanded in several parts: those that are broken, when, and what the fields hold of which that speaks.
 *
 * words: rows, each of parts and of what follows them; the fields that are shown whichever part is broken; all fields, as
 * `held` takes them. A part has its words, its fields, and the values that it lists. seen: the number of the row, then
 * whether each of its parts is broken, unless there is one only; what the fields hold.
 */
export function demanded([rows, always, fields], [wrong, values]) {
  const [parts, after] = rows[wrong[0]];
  const broken = parts.filter((_, index) => wrong.length === 1 || wrong[index + 1]);
  const spoken = new Set([...always, ...broken.flatMap((part) => part[1])]);
  const told = fields.map((_, index) => index).filter((index) => spoken.has(index));
  const asked = broken.map((part) => part[0]).join(" and ") + after;
  const made = held([asked, told.map((index) => fields[index])], told.map((index) => values[index]));
  return made + broken.map((part) => (part[2] === null ? "" : hinted(part[2], values[part[1][0]]))).join("");
}

/** What a value was meant to be that is none of those that a rule demands. */
export function hinted(words, seen) {
  words.words();
  if (words.many) return `; the nearest are ${words.closest(seen, "and")}`;
  return seen == null || isGap(seen) || seen instanceof Told ? "" : meant(seen, words);
}

/** Which of some fields hold a null that counts as absent. */
export function nulls(words, seen) {
  const sent = words.filter((_, index) => seen[index] === SENT_NULL);
  return sent.length ? ` (${listing(sent, "and")} ${sent.length < 2 ? "is" : "are"} null)` : "";
}

/** Several after each other: texts, and [function, its words] for what one of `seen` after the other is told by. */
export function joined(words, seen) {
  let index = 0;
  return words.map((part) => (typeof part === "string" ? part : part[0](part[1], seen[index++]))).join("");
}

/** What a field means that is absent, or null; by: a field of the value's items, if one of them has none. */
export function unwritten(value, by, words) {
  if (by === null) return value == null ? `; an absent ${words}` : value === SENT_NULL ? `; a null ${words}` : "";
  const missing = Array.isArray(value) ? value.filter((item) => isObject(item) && own(item, by) == null) : [];
  if (!missing.length) return "";
  return `; ${missing.every((item) => own(item, by) === null) ? "a null" : "an absent"} ${words}`;
}

/** The text with A to Z in lower case: what else has a lower case differs between versions of Unicode. */
export const lower = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

export const hasScheme = (text) => /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text);

const MEDIA =
  /^(3gp|aac|aiff?|avif?|bmp|flac|flv|gif|hei[cf]|jpe?g|m4[av]|mkv|mov|mp[34]|mpe?g|og[agv]|opus|png|svg|tiff?|ts|wav|web[mp]|wma|wmv)$/;

/** The media format that the path of an http address ends in, null when it ends in none. */
function extension(text) {
  const match = /^https?:\/\/[^?#/]*\/(?:[^?#]*\/)?[^?#/]*\.([^?#/.]*)(?:[?#]|$)/.exec(lower(text));
  return match && MEDIA.test(match[1]) ? match[1] : null;
}

const SAME = new Map([["jpeg", "jpg"], ["tiff", "tif"], ["mpeg", "mpg"]]);

export function otherFormat(text, formats) {
  const ending = extension(text);
  return ending !== null && !sameFormat(ending, formats);
}

/** Whether a file name extension is one of these, however they are spelt. */
export function sameFormat(ending, formats) {
  const same = (format) => SAME.get(format) ?? format;
  return formats.some((format) => same(format) === same(ending));
}

/** A likely slip of type: quotes too many or too few, an array too many or too few. Only what would be accepted. */
function retyped(value, expected, items) {
  const asks = (words) => expected.includes(words);
  if (value == null) return "";
  if (typeof value === "string") {
    if (asks("true") || asks("null")) {
      const word = lower(value.trim());
      if ((asks("true") && (word === "true" || word === "false")) || (asks("null") && word === "null")) {
        return `; did you mean ${word}, without quotes?`;
      }
    }
    if (asks("a number") || asks("an integer")) {
      const number = spelled(value);
      if (number !== null && (asks("a number") || !number.includes("."))) return `; did you mean ${number}, without quotes?`;
    }
  } else if (typeof value === "number" && asks("a string")) return `; did you mean "${numeral(value)}"?`;
  if (asks("an array") && (items === null || isAmong(value, items))) return "; did you mean an array with this as its only item?";
  return value instanceof Several && value.size === 1 && isAmong(value.only, expected) ? "; did you mean its only item?" : "";
}

/** Whether the value is of one of the types that the words name. */
function isAmong(value, types) {
  if (typeof value === "number") return types.includes("a number") || (types.includes("an integer") && Number.isInteger(value));
  if (typeof value === "boolean") return types.includes("true");
  if (value === null) return types.includes("null");
  const word = typeof value === "string" ? "a string" : value instanceof Fields ? "an object" : value instanceof Several ? "an array" : "null";
  return word !== "null" && types.includes(word);
}

/** A likely slip: another type, another case, a near spelling. */
function meant(value, listed) {
  const written = show(value);
  let near = null;
  if (typeof value === "string") near = nearestOf(value, listed);
  else if (value instanceof Several && value.size === 1) {
    return listed.values.map(show).includes(show(value.only)) ? "; did you mean its only item?" : "";
  } else if (listed.values.includes(written)) near = written;
  else if (typeof value === "number") near = listed.number(written);
  if (near === null) return "";
  return `; did you mean ${show(near)}${typeof near === "string" || typeof value !== "string" ? "" : ", without quotes"}?`;
}

/** What the word was meant to be: the same but for case, space or type, else the most similar text, if any is. */
function nearestOf(word, known) {
  const values = known.lower();
  let text = lower(word);
  if (values.has(text)) return values.get(text);
  const number = known.number(text);
  if (number !== null) return number;
  let best, nearest, characters;
  const search = (same, fits) => {
    for (const [other, value] of values) {
      const letters = Array.from(other);
      if (typeof value !== "string" || (characters.length < 4 && letters.length === characters.length)) continue;
      const alike = fits(letters) ? alikeness(characters, letters, same) : 0;
      if (alike > best || (alike === best && nearest === null)) [best, nearest] = [alike, value];
    }
  };
  const isWord = () => characters.length > 1 && characters.length <= 100;
  characters = Array.from(text);
  if (isWord()) {
    // A slip in one place leaves the first half of the word or the second as it is.
    const half = characters.length >> 1;
    const rest = characters.length - half;
    const [first, second] = [characters.slice(0, half).join(""), characters.slice(half).join("")];
    [best, nearest] = [0, undefined];
    search(half, (letters) => half < Math.min(letters.length, 100) && letters.slice(0, half).join("") === first);
    const end = (letters) => letters.length > rest && letters.length - rest < 100 && letters.slice(-rest).join("") === second;
    if (best < 0.75) search(0, end);
    if (best >= 0.75) return nearest;
  }
  text = text.replace(/\s/g, "");
  if (values.has(text)) return values.get(text);
  characters = Array.from(text);
  [best, nearest] = [0.7, null];
  // A text that is meant has its beginning or its end.
  if (isWord()) search(0, (letters) => letters[0] === characters[0] || letters.at(-1) === characters.at(-1));
  return nearest;
}

/** The share of characters in common, from 0 to 1; 0 when it is small. same: so many are the same at the beginning. */
function alikeness(text, other, same) {
  const shorter = Math.min(text.length, other.length);
  const both = text.length + other.length;
  if (2 * shorter < 0.7 * both) return 0;
  while (same < shorter && other[same] === text[same]) same++;
  let end = 0;
  while (end < shorter - same && other.at(-1 - end) === text.at(-1 - end)) end++;
  if (2 * (same + end) >= 0.7 * both || 4 * (same + end) < shorter || shorter < 6) return (2 * (same + end)) / both;
  const middle = (letters) => letters.slice(same, letters.length - end);
  return (2 * (same + end + inCommon(middle(text), middle(other)))) / both;
}

/** The length of the longest common subsequence. */
function inCommon(first, other) {
  let row = new Array(other.length + 1).fill(0);
  for (const character of first) {
    const next = [0];
    other.forEach((letter, index) => {
      next.push(letter === character ? row[index] + 1 : Math.max(row[index + 1], next[index]));
    });
    row = next;
  }
  return row[other.length];
}
