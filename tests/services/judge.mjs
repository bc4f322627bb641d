// The recipe for Node that the README shows; test_recipes runs it in a folder where ajv is installed.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const schema = JSON.parse(readFileSync("wan2.7-i2v.json", "utf8"));
const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

export function judge(body) {
  if (validate(body)) return [];
  const carried = schema["x-rules"]?.carried ?? {};
  const rules = Object.values(carried);
  return validate.errors.map((error) => {
    const id = error.schemaPath.match(/^#\/\$defs\/([^/]+)/)?.[1];
    const rule = rules.find((one) => one.id === id);
    return { rule: rule?.id ?? error.keyword, path: error.instancePath, message: rule?.message ?? error.message };
  });
}
