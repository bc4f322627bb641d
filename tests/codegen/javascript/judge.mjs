// Judges bodies by modules in the folder of its argument. Reads lines [module, [body, ...], [facts, ...]]; writes for each line what
// isValid, errors, validate, validate with strict and effective say of each body.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = pathToFileURL(`${process.argv[2]}/`);
for await (const line of createInterface({ input: process.stdin })) {
  const [module, bodies, known] = JSON.parse(line);
  const { isValid, errors, validate, effective } = await import(new URL(module, folder));
  const told = bodies.map((body, at) => {
    const facts = known[at];
    const before = JSON.stringify(body);
    const said = [
      isValid(body, { facts }),
      errors(body, { facts }),
      validate(body, { facts }),
      validate(body, { strict: true, facts }),
      effective(body),
    ];
    if (JSON.stringify(body) !== before) throw new Error(`changed: ${before}`);
    return said;
  });
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
