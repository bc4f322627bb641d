// Reads {schemas: {name: schema}, bodies: {name: [body, ...]}} on standard input; writes {name: [verdict, ...]}.
// Run by test_ajv.py in a folder where ajv is installed.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(`${process.cwd()}/`);
const Ajv = require('ajv/dist/2020').default;
const { schemas, bodies } = JSON.parse(readFileSync(0, 'utf8'));
const ajv = new Ajv({ strict: false, unicodeRegExp: true, validateFormats: false });
const verdicts = {};
for (const [name, schema] of Object.entries(schemas)) {
  const accepts = ajv.compile(schema);
  verdicts[name] = bodies[name].map((body) => accepts(body));
}
process.stdout.write(JSON.stringify(verdicts));
