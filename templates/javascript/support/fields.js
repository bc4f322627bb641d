// Fields as rules see them: present or absent, refused, counted.

/** The types of the items in words. */
export function kinds(items, by) {
  const texts = new Map();
  const parts = [];
  for (let index = 0; index < items.length; index++) {
    const kind = isObject(items[index]) ? own(items[index], by) : null;
    if (kind == null) continue;
    let told = texts.get(kind);
    if (told === undefined) {
      told = typeof kind === "string" && length(kind) <= 60 && visible(kind) === kind ? kind : show(kind);
      texts.set(kind, told);
    }
    parts.push(told);
  }
  return parts.join(" + ") || "none";
}

/** The first, unless it has nothing in it. */
export const some = (first, second) => (first.length ? first : second);

export function given(fields) {
  const paths = [];
  for (const [path, value] of fields) if (value != null && value !== UNKNOWN) paths.push(path);
  return paths;
}

export function lacking(fields) {
  const paths = [];
  for (const [path, value] of fields) if (value == null) paths.push(path);
  return paths;
}

/** The pointer of the first part that is broken. wrong: as `demanded` sees it. */
export function blamed(wrong, paths) {
  const row = paths[wrong[0]];
  return row.find((_, index) => wrong.length === 1 || wrong[index + 1]) ?? row.at(-1);
}

export function others(path, guard, others) {
  const paths = [];
  const add = (other) => other !== path && !paths.includes(other) && paths.push(other);
  guard.forEach(add);
  others.forEach(add);
  return paths;
}

/** As JSON has them: nothing of an object's is inherited. */
const put = (object, name, value) =>
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });

/**
 * A copy of an object with its defaults. rows: of each field its name, whether null counts as absent, what it takes (the function
 * of the condition, and the value), the function for the object in it, and that for each object of an array.
 */
export function filled(value, rows, path, refused) {
  if (!isObject(value)) return value;
  const out = { ...value };
  for (const [name, nullable, choices, ofObject, ofItems] of rows) {
    if (!Object.hasOwn(out, name) || (nullable && out[name] === null)) {
      for (const [judge, taken] of choices) {
        const [certain, possible] = judge === null ? [true, true] : judge(out, path, refused);
        if (certain) put(out, name, structuredClone(taken));
        if (possible) break;
      }
    }
    const inner = Object.hasOwn(out, name) ? out[name] : undefined;
    const there = `${path}/${token(name)}`;
    if (ofObject !== null && isObject(inner)) put(out, name, ofObject(inner, there, refused));
    else if (ofItems !== null && Array.isArray(inner)) {
      put(out, name, inner.map((item, index) => ofItems(item, `${there}/${index}`, refused)));
    }
  }
  return out;
}
