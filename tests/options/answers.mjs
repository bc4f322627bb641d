// What options in JavaScript say of bodies. Arguments: the folder of the package, its provider; from stdin JSON: [[body, model], …].
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, provider] = process.argv.slice(2);
const { options, modelsFor } = await import(pathToFileURL(`${folder}/${provider}/options.js`));
const cases = JSON.parse(readFileSync(0, "utf8"));
const said = cases.map(([body, model]) => [options(body, { model: model ?? undefined }), modelsFor(body)]);
process.stdout.write(JSON.stringify(said));
