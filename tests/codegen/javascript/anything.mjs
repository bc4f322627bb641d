// Judges everything that a program may have instead of JSON by the modules of its arguments. Nothing may be thrown, and isValid must
// say what errors says. Writes {name: [isValid, [rule path, ...], message of the first]} for the first module.
import vm from "node:vm";
import { pathToFileURL } from "node:url";

const good = () => ({ model: "wan2.7-i2v", media: [{ type: "first_frame", url: "https://example.com/a.png" }], seconds: "5" });
class Body {
  constructor() {
    Object.assign(this, good());
  }
  get size() {
    return "nothing that JSON writes";
  }
}
class Texts extends Array {}
const cycle = good();
cycle.media.push(cycle);
const deep = (of) => Array.from({ length: 5000 }).reduce(of, "x");
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const frozen = Object.freeze(good());
const thrower = new Proxy({}, { get: () => { throw new Error("no"); }, getPrototypeOf: () => { throw new Error("no"); } });
const hidden = Object.defineProperty(good(), "size", { value: "720P", enumerable: false });
const written = (value) => ({ value: () => value, enumerable: false });
const needed = Object.defineProperty(good(), "model", { enumerable: false });
const sparse = good();
sparse.media = new Array(2);
const values = {
  "a good body": good(),
  "an instance of a class": new Body(),
  "a null prototype": Object.assign(Object.create(null), good()),
  "what inherits its fields": Object.create(good()),
  "another realm": vm.runInNewContext(`(${JSON.stringify(good())})`),
  "an array of another realm": { ...good(), media: vm.runInNewContext("[{ type: 'first_frame', url: 'https://a' }]") },
  "a proxy": new Proxy(good(), {}),
  "a revoked proxy": revoked.proxy,
  "a revoked proxy inside": { ...good(), media: revoked.proxy },
  "a proxy that throws": thrower,
  "a proxy that throws inside": { ...good(), media: [thrower] },
  "a getter": { ...good(), get size() { return "720P"; } },
  "a getter that throws": { ...good(), get size() { throw new Error("no"); } },
  "a cycle": cycle,
  "a deep array": { ...good(), media: deep((inner) => [inner]) },
  "a deep object": { ...good(), more: deep((inner) => ({ inner })) },
  "a map": new Map(Object.entries(good())),
  "a map inside": { ...good(), media: new Map([["type", "first_frame"]]) },
  "a set": { ...good(), media: new Set(good().media) },
  "a date": { ...good(), prompt: new Date(0) },
  "a date that is none": { ...good(), prompt: new Date(NaN) },
  "a URL": { ...good(), media: [{ type: "first_frame", url: new URL("https://example.com/a.png") }] },
  "toJSON": { toJSON: good },
  "a hidden toJSON": Object.defineProperty({ ...good(), model: "another" }, "toJSON", written(good())),
  "a hidden toJSON inside": { ...good(), media: [Object.defineProperty({}, "toJSON", written(good().media[0]))] },
  "a hidden toJSON of a text": { ...good(), prompt: Object.defineProperty({}, "toJSON", written("a text")) },
  "toJSON that writes what is wrong": Object.defineProperty(good(), "toJSON", written({ ...good(), model: "another" })),
  "toJSON that throws": { toJSON() { throw new Error("no"); } },
  "toJSON as a text": { ...good(), toJSON: "a text" },
  "boxed texts": { ...good(), seconds: new String("5") },
  "a subclass of Array": { ...good(), media: Texts.from(good().media) },
  "undefined fields": { ...good(), size: undefined, nobody: undefined },
  "an undefined required field": { ...good(), model: undefined },
  "a hidden field": hidden,
  "a hidden required field": needed,
  "a sparse array": sparse,
  "a frozen body": frozen,
  "a function": { ...good(), size: () => "720P" },
  "a symbol": { ...good(), size: Symbol("720P") },
  "a symbol as a name": { ...good(), [Symbol("size")]: 1 },
  "a bigint": { ...good(), seconds: 5n },
  "NaN": { ...good(), seconds: NaN },
  "bytes": { ...good(), media: new Uint8Array(3) },
  "a regular expression": { ...good(), size: /720P/ },
  "a promise": Promise.resolve(good()),
  "names of all objects": { ...good(), constructor: 1, toString: 2, hasOwnProperty: 3, ...JSON.parse('{"__proto__": {"size": "720P"}}') },
  "a prototype as a field": JSON.parse('{"__proto__": {"model": "wan2.7-i2v"}}'),
  "nothing": undefined,
  "null": null,
  "a number": 5,
  "a text": "text",
  "a symbol alone": Symbol("x"),
  "a function alone": () => 1,
  "globalThis": globalThis,
};

const modules = await Promise.all(process.argv.slice(2).map((path) => import(pathToFileURL(path))));
function judged({ isValid, errors, validate, schema }, value, name) {
  const valid = isValid(value);
  const found = errors(value);
  if (valid !== (found.length === 0)) throw new Error(`${name}: ${valid}, ${found}`);
  const all = [...validate(value), ...validate(value, { strict: true })];
  const { issues } = schema["~standard"].validate(value);
  if (valid !== (issues === undefined)) throw new Error(`${name}: issues`);
  for (const one of [...found, ...all]) String(one) + JSON.stringify(one);
  for (const one of issues ?? []) one.message + String(one.path);
  return [valid, found.map((one) => `${one.rule} ${one.path}`), found[0]?.message ?? ""];
}

const told = {};
for (const [name, value] of Object.entries(values)) {
  told[name] = judged(modules[0], value, name);
  for (const one of modules.slice(1)) judged(one, value, name);
}
const polluted = (name, value, enumerable, body, label) => {
  Object.defineProperty(Object.prototype, name, { value, enumerable, configurable: true, writable: true });
  try {
    told[label] = judged(modules[0], body, label);
  } finally {
    delete Object.prototype[name];
  }
};
const { model, ...without } = good();
for (const enumerable of [true, false]) {
  const how = enumerable ? "" : ", hidden";
  polluted("model", model, enumerable, without, `a prototype that has the model${how}`);
  polluted("size", "2K", enumerable, good(), `a prototype that has a wrong size${how}`);
  polluted("anything", 1, enumerable, good(), `a prototype that has anything${how}`);
}
Object.defineProperty(Array.prototype, "toJSON", { value: () => "written otherwise", configurable: true });
told["arrays that are written otherwise"] = judged(modules[0], good(), "arrays that are written otherwise");
delete Array.prototype.toJSON;
process.stdout.write(JSON.stringify(told));
