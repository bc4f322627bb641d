// Fields as rules see them: present or absent, refused, counted.

/** Whether nothing at the path or below it is refused. */
export function sound(path, refused) {
  for (const one of refused) if (one === path || one.startsWith(`${path}/`)) return false;
  return true;
}

/** How many items fulfil a condition: certainly, possibly. An absent array has none, a refused one any number. */
export function count(judge, items, path, refused) {
  if (!Array.isArray(items)) return [0, items == null ? 0 : MANY];
  const counts = [0, 0];
  items.forEach((item, index) => {
    const [surely, perhaps] = judge(item, `${path}/${index}`, refused);
    counts[0] += surely;
    counts[1] += perhaps;
  });
  return counts;
}

/** Whether the object in a field fulfils a condition: certainly, possibly. */
export function inside(judge, value, path, refused) {
  if (isGap(value)) return [false, true];
  return value == null ? [false, false] : judge(value, path, refused);
}

/** The sum of the weights of the items' types; -1 when one of them is not known. */
export function tally(items, by, missing, weights, path, refused) {
  if (!Array.isArray(items)) return -1;
  let total = isBig(weights) ? 0n : 0;
  for (let index = 0; index < items.length; index++) {
    const kind = isObject(items[index]) ? (own(items[index], by) ?? missing) : null;
    if (typeof kind !== "string" || (refused.size && refused.has(`${path}/${index}/${token(by)}`))) return -1;
    total += weight(weights, kind);
  }
  return total;
}

/** Whether sums of the weights may be beyond what numbers count exactly. */
const isBig = (weights) => typeof weights.values().next().value === "bigint";

/** What an item's type adds to the sum; of a type that stands in no combination more than any sum. */
export const weight = (weights, kind) => weights.get(kind) ?? (isBig(weights) ? 2n ** 1024n : MANY);

/** Whether a sum, which may be a BigInt, is one of those. */
export const among = (sum, sums) => sums.has(sum) || (typeof sum === "bigint" && sums.has(Number(sum)));

/** The types of the items in words. */
export function kinds(items, by) {
  const texts = new Map();
  const found = [];
  for (let index = 0; index < items.length; index++) {
    const kind = isObject(items[index]) ? own(items[index], by) : null;
    if (kind == null) continue;
    let told = texts.get(kind);
    if (told === undefined) {
      told = typeof kind === "string" && length(kind) <= 60 && visible(kind) === kind ? kind : show(kind);
      texts.set(kind, told);
    }
    found.push(told);
  }
  return found.join(" + ") || "none";
}

/** The first, unless it has nothing in it. */
export const some = (first, second) => (first.length ? first : second);

export function given(fields) {
  const found = [];
  for (const [path, value] of fields) if (value != null && value !== UNKNOWN) found.push(path);
  return found;
}

export function lacking(fields) {
  const found = [];
  for (const [path, value] of fields) if (value == null) found.push(path);
  return found;
}

/** The pointer of the first part that is broken. wrong: as `demanded` sees it. */
export function blamed(wrong, paths) {
  const row = paths[wrong[0]];
  return row.find((_, index) => wrong.length === 1 || wrong[index + 1]) ?? row.at(-1);
}

export function others(path, guard, others) {
  const found = [];
  const add = (one) => one !== path && !found.includes(one) && found.push(one);
  guard.forEach(add);
  others.forEach(add);
  return found;
}

/** The items of an array, or the field `by` of each, with gaps for those that are refused; no array stays as it is. */
export function column(items, by, missing, path, refused) {
  if (!Array.isArray(items)) return items;
  const step = by === null ? "" : `/${token(by)}`;
  return items.map((item, index) => {
    const one = by === null ? item : isObject(item) ? own(item, by) : REFUSED;
    const known = !refused.has(`${path}/${index}`) && !refused.has(`${path}/${index}${step}`);
    return known ? (one ?? missing) : REFUSED;
  });
}
