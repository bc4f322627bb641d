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
  const told = (kind) => {
    if (!texts.has(kind)) {
      const plain = typeof kind === "string" && length(kind) <= 60 && visible(kind) === kind;
      texts.set(kind, plain ? kind : show(kind));
    }
    return texts.get(kind);
  };
  const found = items.map((item) => (isObject(item) ? own(item, by) : null)).filter((kind) => kind != null);
  return found.map(told).join(" + ") || "none";
}

/** The first, unless it has nothing in it. */
export const some = (first, second) => (first.length ? first : second);

export const given = (fields) => fields.filter(([, value]) => value != null && value !== UNKNOWN).map(([path]) => path);

export const lacking = (fields) => fields.filter(([, value]) => value == null).map(([path]) => path);

/** The pointer of the first part that is broken. wrong: as `demanded` sees it. */
export function blamed(wrong, paths) {
  const row = paths[wrong[0]];
  return row.find((_, index) => wrong.length === 1 || wrong[index + 1]) ?? row.at(-1);
}

export const others = (path, guard, others) => [...new Set([...guard, ...others])].filter((one) => one !== path);

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
