// The page of a model: an editor that is judged as one types, and a form whose choices follow what is given. The text of the
// editor is all that the page knows of a request; the form writes into it. Made with it: validate, Models, FORMS, PAGE.
const models = new Models(new Map([[PAGE.model, FORMS]]), new Map([[PAGE.model, PAGE.discriminator]]));
const byId = (id) => document.getElementById(id);
const editor = byId("body");
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const step = (name) => `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
let numbered = 0;

/** An element. Its children are elements, or texts, which stay texts. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in made && typeof value !== "string") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Puts other children in, unless they say what is there already: a screen reader speaks of what changes. */
function put(element, ...children) {
  const before = element.cloneNode();
  before.append(...children);
  if (!before.isEqualNode(element)) element.replaceChildren(...before.childNodes);
}

// The editor

/** Where the values of a JSON text stand: JSON Pointer -> from where to where, of a field its name as well; of `{` and `[` no more. */
function placesOf(text) {
  const places = new Map();
  const token = /\s*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/y;
  const next = () => {
    const found = token.exec(text)[1];
    return { found, from: token.lastIndex - found.length, to: token.lastIndex };
  };
  const read = (pointer, name) => {
    const first = next();
    places.set(pointer, [name?.from ?? first.from, first.to]);
    if (first.found !== "{" && first.found !== "[") return first.found;
    for (let number = 0; ; number++) {
      const before = token.lastIndex;
      const { found } = next();
      if (found === "}" || found === "]") return found;
      if (found !== ",") token.lastIndex = before;
      const key = first.found === "{" ? next() : undefined;
      if (key) next();
      read(pointer + step(key ? JSON.parse(key.found) : number), key);
    }
  };
  read("");
  return places;
}

const WORST = ["error", "contested", "warning"];

/** The place of a pointer, or of what is nearest around it. */
function placeOf(places, pointer) {
  while (!places.has(pointer) && pointer) pointer = pointer.slice(0, pointer.lastIndexOf("/"));
  return places.get(pointer) ?? [0, 0];
}

/** Underlines the places of violations behind the text. */
function mark(text, places, violations) {
  const marks = new Map();
  for (const one of violations) {
    const place = placeOf(places, one.path);
    const worse = marks.get(place[0]);
    if (!worse || WORST.indexOf(one.severity) < WORST.indexOf(worse.severity)) marks.set(place[0], { place, severity: one.severity });
  }
  let at = 0;
  const parts = [];
  for (const { place, severity } of [...marks.values()].sort((one, other) => one.place[0] - other.place[0])) {
    parts.push(text.slice(at, place[0]), make("mark", { class: severity }, text.slice(...place)));
    at = place[1];
  }
  byId("marks").replaceChildren(...parts, `${text.slice(at)}\n`);
}

function violationItem(one) {
  const where = make("button", { type: "button", class: "where", title: "Show it in the body" }, one.path || "the body");
  where.addEventListener("click", () => {
    editor.focus();
    editor.setSelectionRange(...placeOf(placesOf(editor.value), one.path));
  });
  // A rule of the same name may stand on several pages about the model: the one that the violation's source names is meant.
  const alike = [...document.querySelectorAll("[data-rule]")].filter((item) => item.dataset.rule === one.rule);
  const about = alike.find((item) => item.dataset.source === one.source) ?? alike[0];
  const rule = about ? make("a", { href: `#${about.id}` }, one.rule) : one.rule;
  const said = make("span", { class: "message" }, one.message);
  const source = make("span", { class: "source" }, "[", rule, "] ", one.source);
  return make("li", { class: one.severity }, make("span", { class: `badge ${one.severity}` }, one.severity), " ", where, " ", said, " ", source);
}

const counted = (violations) =>
  WORST.map((severity) => [severity, violations.filter((one) => one.severity === severity).length])
    .filter(([, count]) => count)
    .map(([severity, count]) => (severity === "contested" ? `${count} contested` : `${count} ${severity}${count > 1 ? "s" : ""}`))
    .join(", ");

/** Judges the text, and shows what comes of it in the editor and in the form. */
function judged() {
  const text = editor.value;
  let body;
  let violations = [];
  let places = new Map();
  let verdict = "";
  try {
    body = JSON.parse(text);
    places = placesOf(text);
    violations = validate(body);
    const found = counted(violations);
    const valid = !violations.some((one) => one.severity === "error");
    verdict = `${valid ? "Valid" : "Invalid"}${found ? `: ${found}` : ""}`;
  } catch (error) {
    verdict = error instanceof RangeError ? "It is nested too deeply" : `No JSON: ${error.message}`;
  }
  put(byId("verdict"), verdict);
  byId("verdict").className = `verdict ${verdict.startsWith("Valid") ? "good" : "bad"}`;
  mark(text, places, violations);
  put(byId("violations"), ...violations.map(violationItem));
  byId("link").href = `#body=${encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"))}`;
  byId("form").inert = !isMap(body);
  if (isMap(body)) fill(body, violations);
  else put(byId("needs"), make("li", {}, "The form can be filled in once the body is a JSON object."));
}

function write(value) {
  editor.value = JSON.stringify(value, null, 2);
  judged();
}

// The form

const request = {};
const shownValue = (value) => (typeof value === "string" ? value || '""' : JSON.stringify(value));
/** Rules in words, but for that a field is required: the form says so at the field. */
const reasonsOf = (rules) =>
  rules.filter((one) => one.rule !== "required").map((one) => `${one.message} [${one.rule}]`).join("; ");

/** A list of values. What is closed cannot be chosen, and below it stands why. */
function choice(shape, id, change) {
  const select = make("select", { id });
  select.addEventListener("change", () => change(select.value === "" ? undefined : shape.values[Number(select.value)]));
  const show = (value, answer) => {
    const at = shape.values.findIndex((one) => same(one, value));
    const options = shape.values.map((one, index) => {
      const offered = answer?.values?.find((other) => same(other.value, one))?.offered ?? true;
      return make("option", { value: String(index), disabled: offered === false }, shownValue(one));
    });
    const first = make("option", { value: "" }, "not given");
    const other = at < 0 && value !== undefined ? [make("option", { value: "other", disabled: true }, shownValue(value))] : [];
    put(select, first, ...options, ...other);
    select.value = value === undefined ? "" : at < 0 ? "other" : String(at);
  };
  return { node: select, inputs: [select], show };
}

/** A text in a field. read, shown: what a text says as a value, and a value as a text; undefined for the empty text. */
function written(name, attributes, read, shown) {
  return (shape, id, change) => {
    const input = make(name, { id, ...attributes });
    input.addEventListener("input", () => change(input.value === "" ? undefined : read(input.value)));
    const show = (value) => {
      if (!same(input.value === "" ? undefined : read(input.value), value)) input.value = value === undefined ? "" : shown(value);
    };
    return { node: input, inputs: [input], show };
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const number = (text) => (/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : text);
const lines = (value) => (Array.isArray(value) ? value.map(shownValue).join("\n") : shownValue(value));

/** Controls for the fields of an object. */
function object(shape, id, change) {
  let held = {};
  const rows = shape.fields.map((one) => row(one, (value) => change(changed(held, one.name, value))));
  const show = (value, answer, violations, pointer) => {
    held = isMap(value) ? value : {};
    for (const one of rows) one.show(Object.hasOwn(held, one.name) ? held[one.name] : undefined, undefined, violations, pointer);
  };
  return { node: make("div", { class: "rows" }, ...rows.map((one) => one.node)), inputs: [], show };
}

/** Controls for the objects of a list, each with a button that takes it out. */
function list(shape, id, change) {
  let held = [];
  const items = [];
  const place = make("ol", { class: "items" });
  const add = make("button", { type: "button", id }, "Add an item");
  add.addEventListener("click", () => change([...held, {}]));
  const entry = (index) => {
    const inner = object(shape, "", (value) => change(held.map((one, at) => (at === index ? value : one))));
    const out = make("button", { type: "button", "aria-label": `Remove item ${index + 1} of ${shape.name}` }, "Remove");
    out.addEventListener("click", () => change(held.length > 1 ? held.filter((_, at) => at !== index) : undefined));
    return { ...inner, node: make("li", {}, inner.node, out) };
  };
  const show = (value, answer, violations, pointer) => {
    held = Array.isArray(value) ? value : [];
    while (items.length > held.length) items.pop().node.remove();
    while (items.length < held.length) {
      items.push(entry(items.length));
      place.append(items.at(-1).node);
    }
    items.forEach((one, index) => one.show(held[index], undefined, violations, pointer + step(index)));
  };
  return { node: make("div", {}, place, add), inputs: [add], show };
}

const KINDS = {
  choice,
  object,
  list,
  text: written("textarea", { rows: "1" }, (text) => text, shownValue),
  number: written("input", { inputmode: "decimal" }, number, shownValue),
  lines: written("textarea", { rows: "2", placeholder: "one a line" }, (text) => text.split("\n"), lines),
  json: written("textarea", { rows: "2", placeholder: "JSON" }, parsed, JSON.stringify),
};

/** An object with another value of a field, which keeps its place. */
const changed = (held, name, value) => {
  const entries = Object.entries(held);
  const at = entries.findIndex(([one]) => one === name);
  if (at < 0) entries.push([name, value]);
  else entries[at][1] = value;
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
};

const STATES = { must: "needed", "must-not": "closed", neither: "closed", may: "" };

/** A field of the form: its label, its control, why something is closed, and what is wrong with it. */
function row(shape, change) {
  const id = `control-${numbered++}`;
  const grouped = shape.kind === "object" || shape.kind === "list";
  const made = KINDS[shape.kind](shape, id, change);
  const state = make("span", { class: "state" });
  const why = make("ul", { class: "why", id: `${id}-why` });
  const wrong = make("ul", { class: "wrong", id: `${id}-wrong` });
  const label = grouped ? make("legend", {}, shape.name) : make("label", { for: id }, shape.name);
  label.append(" ", state);
  const node = make(grouped ? "fieldset" : "div", { class: `control ${shape.kind}`, "data-field": shape.name }, label, made.node, why, wrong);
  for (const one of made.inputs) one.setAttribute("aria-describedby", `${why.id} ${wrong.id}`);
  const show = (value, answer, violations, pointer) => {
    const own = pointer + step(shape.name);
    const needed = answer ? STATES[answer.presence] ?? "" : shape.required ? "needed" : "";
    const about = violations.filter((one) => (grouped ? one.path === own : one.path === own || one.path.startsWith(`${own}/`)));
    node.dataset.presence = String(answer?.presence);
    put(state, needed === "closed" ? needed : [needed, limitsOf(answer)].filter(Boolean).join(", "));
    state.className = `state ${needed}`;
    put(why, ...closedItems(answer));
    put(wrong, ...about.map((one) => make("li", { class: one.severity }, one.message)));
    for (const one of made.inputs) {
      one.disabled = needed === "closed" && value === undefined;
      one.setAttribute("aria-invalid", String(about.some((other) => other.severity === "error")));
    }
    made.show(value, answer, violations, own);
  };
  return { name: shape.name, node, show };
}

const LIMITS = {
  minimum: "from", exclusiveMinimum: "above", maximum: "up to", exclusiveMaximum: "below", multipleOf: "in steps of",
  minLength: "characters from", maxLength: "characters up to", minItems: "items from", maxItems: "items up to", pattern: "matches",
};

/** What of a field is limited, as it is now. */
const limitsOf = (answer) =>
  Object.entries(answer?.limits ?? {})
    .filter(([name]) => Object.hasOwn(LIMITS, name))
    .map(([name, value]) => `${LIMITS[name]} ${value}`)
    .join(", ");

/** Why a field or some of its values are closed: a line for what the same rules close. */
function closedItems(answer) {
  if (!answer) return [];
  const found = new Map();
  found.set(reasonsOf(answer.rules), []);
  for (const { value, offered, rules } of (answer.presence === "must-not" ? null : answer.values) ?? []) {
    const reason = reasonsOf(rules);
    if (offered === false && reason) found.set(reason, [...(found.get(reason) ?? []), shownValue(value)]);
  }
  found.delete("");
  const items = [...found].map(([reason, values]) => make("li", {}, values.length ? `closed: ${values.join(", ")}. ${reason}` : reason));
  return answer.undecided ? [...items, make("li", {}, `not decided: ${answer.undecided}`)] : items;
}

const rows = PAGE.controls.map((shape) => row(shape, (value) => write(changed(request.body, shape.name, value))));

/** What can become of a request. What is wrong in it closes nothing else: the fields that its errors name are looked away from. */
function choicesOf(body, violations) {
  const answer = models.options(body, PAGE.model);
  if (answer.possible !== false) return answer;
  const errors = violations.filter((one) => one.severity === "error" && one.rule !== "required");
  const left = Object.entries(body).filter(([name]) => !errors.some((one) => `${one.path}/`.startsWith(`${step(name)}/`)));
  return models.options(Object.fromEntries(left), PAGE.model);
}

function fill(body, violations) {
  request.body = body;
  const answer = choicesOf(body, violations);
  for (const one of rows) {
    one.show(Object.hasOwn(body, one.name) ? body[one.name] : undefined, answer.fields[one.name], violations, "");
  }
  const needs = answer.missing.map(({ fields, rules }) => ["needed", [fields.join(" or "), reasonsOf(rules)].filter(Boolean).join(": ")]);
  const conflicts = answer.conflicts.map((one) => ["in the way", `${one.message} [${one.rule}]`]);
  put(byId("needs"), ...[...needs, ...conflicts].map(([what, words]) => make("li", {}, make("b", {}, what), " ", words)));
}

// What is around them

/** Copies a text, and says so on the button. */
async function copy(button, text) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copying is not allowed here";
  }
  setTimeout(() => (button.textContent = before), 1500);
}

/** The body that the address carries behind `#body=`. */
function fromAddress() {
  if (!location.hash.startsWith("#body=")) return undefined;
  try {
    return decodeURIComponent(location.hash.slice(6));
  } catch {
    return undefined;
  }
}

function load(text) {
  editor.value = text;
  judged();
}

for (const pre of document.querySelectorAll(".code pre")) {
  const button = make("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", () => copy(button, pre.textContent));
  pre.before(button);
}
byId("form").append(...rows.map((one) => one.node));
byId("form").addEventListener("submit", (event) => event.preventDefault());
editor.addEventListener("input", judged);
byId("reset").addEventListener("click", () => load(PAGE.example));
byId("clear").addEventListener("click", () => load(PAGE.discriminator === null ? "{}" : JSON.stringify({ [PAGE.discriminator]: PAGE.model }, null, 2)));
byId("copy-body").addEventListener("click", (event) => copy(event.currentTarget, editor.value));
byId("copy-link").addEventListener("click", (event) => copy(event.currentTarget, byId("link").href));
addEventListener("hashchange", () => {
  const text = fromAddress();
  if (text !== undefined && text !== editor.value) load(text);
});
for (const one of document.querySelectorAll(".scripted")) one.hidden = false;
load(fromAddress() ?? PAGE.example);
