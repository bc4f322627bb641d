// Times judges in JavaScript and ajv's standalone code on the same bodies. Reads {models: {name: {ours, ajv, bodies}}, rounds};
// writes {name: {body: {valid, times: {function: [nanoseconds, ...]}}}}. Run by javascript.py.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { models, rounds } = JSON.parse(readFileSync(0, "utf8"));
const LEAST = 4e6; // nanoseconds for one turn
let sink = 0;

/** The processor's time, which others on the machine do not take. */
function turn(call, body, times) {
  const start = process.cpuUsage();
  for (let index = 0; index < times; index++) sink += call(body);
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1000;
}

const judges = [];
for (const [name, { ours, ajv, bodies }] of Object.entries(models)) {
  const own = await import(pathToFileURL(ours));
  const { default: validate } = await import(pathToFileURL(ajv));
  const calls = {
    isValid: (body) => (own.isValid(body) ? 1 : 0),
    errors: (body) => own.errors(body).length,
    read: (body) => own.errors(body).reduce((sum, one) => sum + one.message.length, 0),
    validate: (body) => own.validate(body).length,
    ajv: (body) => (validate(body) ? 0 : validate.errors.length),
    "ajv, read": (body) => (validate(body) ? 0 : validate.errors.reduce((sum, one) => sum + one.message.length, 0)),
  };
  for (const [label, body] of Object.entries(bodies)) {
    const valid = own.isValid(body);
    if (valid !== own.errors(body).length < 1) throw new Error(`${name}, ${label}`);
    judges.push({ name, label, body, valid, calls, times: {}, found: {} });
  }
}
for (let round = -2; round < rounds; round++) {
  for (const { body, calls, times, found } of judges) {
    for (const [call, run] of Object.entries(calls)) {
      let count = times[call] ?? 8;
      let spent = turn(run, body, count);
      while (round < 0 && spent < LEAST) spent = turn(run, body, (count *= 2));
      times[call] = count;
      if (round >= 0) (found[call] ??= []).push(spent / count);
    }
  }
}
const out = {};
for (const { name, label, valid, found } of judges) (out[name] ??= {})[label] = { valid, times: found };
if (!sink) throw new Error("nothing was judged");
process.stdout.write(JSON.stringify(out));
