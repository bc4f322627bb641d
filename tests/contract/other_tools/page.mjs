// What Redoc, Swagger UI or Scalar does not draw of documents in a browser; Redoc is asked for each model.
// node page.mjs CHROMIUM FOLDER TOOL ASKED, with playwright-core and the tool in FOLDER/node_modules; ASKED is a file with a list
// of documents, each with the texts that must be there.
import { createReadStream, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const [chromium, folder, tool, asked] = process.argv.slice(2);
const documents = JSON.parse(readFileSync(asked, "utf8"));
const { chromium: browser } = createRequire(`${folder}/`)("playwright-core");

const TOOLS = {
  redoc: {
    script: "redoc/bundles/redoc.standalone.js",
    start: `Redoc.init(url, { schemaExpansionLevel: "all" }, place, () => (window.drawn = true))`,
  },
  "swagger-ui-dist": {
    script: "swagger-ui-dist/swagger-ui-bundle.js",
    start: `SwaggerUIBundle({ url, domNode: place, docExpansion: "full", defaultModelsExpandDepth: -1,
      defaultModelExpandDepth: 9, defaultModelRendering: "model", validatorUrl: null, onComplete: () => (window.drawn = true) })`,
  },
  "@scalar/api-reference": {
    script: "@scalar/api-reference/dist/browser/standalone.js",
    start: `Scalar.createApiReference(place, { url, expandAllModelSections: true, expandAllResponses: true,
      withDefaultFonts: false, telemetry: false }); window.drawn = true`,
  },
};
const { script, start } = TOOLS[tool];
const page = `<!doctype html><meta charset="utf-8"><body><div id="place"></div><script src="/tool.js"></script>
<script>const place = document.getElementById("place"), url = "/document" + location.search; ${start};</script>`;

const server = createServer((request, response) => {
  const { pathname, search } = new URL(request.url, "http://localhost");
  const type = { "/": "text/html", "/tool.js": "text/javascript", "/document": "application/json" }[pathname];
  response.writeHead(type ? 200 : 404, { "content-type": type ?? "text/plain" });
  if (pathname === "/tool.js") createReadStream(`${folder}/node_modules/${script}`).pipe(response);
  else if (pathname === "/document") createReadStream(documents[Number(search.slice(1))].path).pipe(response);
  else response.end(pathname === "/" ? page : "");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${server.address().port}/`;

/** Take the texts away that the page shows now. */
async function look(tab, missing) {
  const shown = await tab.evaluate(() => document.body.innerText.replace(/\s+/g, " "));
  for (const text of missing) if (shown.includes(text)) missing.delete(text);
}

/** Redoc draws one model at a time: that which a list of the discriminator's values has chosen. */
async function choose(tab, missing) {
  for (const list of await tab.locator(".api-content select").all()) {
    for (const value of await list.locator("option").evaluateAll((options) => options.map((one) => one.value))) {
      await list.selectOption(value);
      await look(tab, missing);
    }
  }
}

async function drawn(tab, index) {
  const errors = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  await tab.goto(`${address}?${index}`);
  await tab.waitForFunction(() => window.drawn, null, { timeout: 90000 });
  const missing = new Set(documents[index].texts);
  for (const end = Date.now() + 60000; ; await tab.waitForTimeout(250)) {
    await look(tab, missing);
    if (missing.size && tool === "redoc") await choose(tab, missing);
    if (!missing.size || Date.now() > end) return { missing: [...missing], errors };
  }
}

const running = await browser.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
const found = [];
for (const index of documents.keys()) {
  const tab = await running.newPage();
  found.push(await drawn(tab, index));
  await tab.close();
}
console.log(JSON.stringify(found));
await running.close();
server.close();
