// What pages of the site say in a browser. node browse.mjs CHROMIUM MODULES ASKED, with playwright-core and axe-core in MODULES; ASKED
// is a file with a list of pages: path, bodies (typed into the checker), halves (of which the form's choices are asked), axe (whether
// it is asked), shot (a file for a picture), width, dark, script (whether scripts run), hash, click (selectors, each with a text to
// fill in or null).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [chromium, modules, asked] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const running = await require("playwright-core").chromium.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu"],
});

/** What the page says of bodies, each of which is put into the editor as typing does. */
function judged(texts) {
  const editor = document.getElementById("body");
  return texts.map((text) => {
    editor.value = text;
    editor.dispatchEvent(new Event("input"));
    const items = [...document.querySelectorAll("#violations > li")].map((item) => [
      item.className,
      item.querySelector(".where").textContent,
      item.querySelector(".message").textContent,
      item.querySelector(".source").textContent,
    ]);
    return [document.getElementById("verdict").textContent, items];
  });
}

/** What the form offers for bodies: of each field its presence, and of a list which of its values can be chosen. */
function offered(texts) {
  const editor = document.getElementById("body");
  return texts.map((text) => {
    editor.value = text;
    editor.dispatchEvent(new Event("input"));
    return [...document.querySelectorAll("#form > .control")].map((control) => {
      const select = control.querySelector(":scope > select");
      const options = select && [...select.options].slice(1).filter((one) => one.value !== "other");
      const closed = options && options.map((one) => !one.disabled);
      return [control.dataset.field, control.dataset.presence, closed, control.querySelector(":scope > .why").textContent];
    });
  });
}

/** Elements and attributes by which text could do something. */
function live() {
  const found = [...document.querySelectorAll("script, style, iframe, img, object, embed, link, base, form, a[href], marquee, video")];
  return found.map((one) => [one.localName, one.getAttribute("href") ?? one.getAttribute("src") ?? ""]);
}

async function looked(one) {
  const context = await running.newContext({
    viewport: { width: one.width ?? 1440, height: 1000 },
    colorScheme: one.dark ? "dark" : "light",
    javaScriptEnabled: one.script ?? true,
  });
  const page = await context.newPage();
  const errors = [];
  const requests = [];
  page.on("console", (message) => errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("dialog", (dialog) => (errors.push(dialog.message()), dialog.dismiss()));
  page.on("request", (request) => requests.push(request.url()));
  const address = pathToFileURL(one.path).href;
  await page.goto(address + (one.hash ?? ""));
  const said = { errors };
  if (one.bodies) said.bodies = await page.evaluate(judged, one.bodies);
  if (one.halves) said.halves = await page.evaluate(offered, one.halves);
  if (one.click) for (const [selector, value] of one.click) await (value === null ? page.click(selector) : page.locator(selector).first().fill(value));
  said.body = await page.evaluate(() => document.getElementById("body")?.value);
  said.text = await page.evaluate(() => document.body.innerText);
  said.live = await page.evaluate(live);
  said.elements = await page.evaluate(() => [...document.querySelectorAll("*")].map((element) => element.localName));
  said.wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (one.axe) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run());
    said.axe = found.violations.map(({ id, impact, nodes }) => [id, impact, nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`)]);
  }
  if (one.shot) await page.screenshot({ path: one.shot, fullPage: true });
  said.requests = requests.filter((url) => !url.startsWith("data:") && url.split("#")[0] !== address);
  await context.close();
  return said;
}

const found = [];
for (const one of JSON.parse(readFileSync(asked, "utf8"))) found.push(await looked(one));
process.stdout.write(JSON.stringify(found));
await running.close();
