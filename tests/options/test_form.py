"""The form of docs/forms.md, in a document of happy-dom: its choices follow what is given. Run by pytest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.docs.pages import shown
from tests.e2e.services.test_javascript import node, project
from tests.node import installed

HAPPY_DOM = "21.0.4"
PROGRAM = """
import { Window } from "happy-dom";
import { videoForm } from "./form.js";
const window = new Window();
globalThis.document = window.document;
let seen;
videoForm(document.body, (body, answer) => { seen = { body: { ...body }, answer }; });
const input = (name) => document.querySelector(`[name="${name}"]`);
const state = (name) => [...input(name).querySelectorAll("option")].map((one) => [one.textContent, one.disabled, one.title]);
const give = (name, text) => { input(name).value = text; input(name).dispatchEvent(new window.Event("change")); };
const out = { begin: { names: [...document.querySelectorAll("label")].length, models: state("model") } };
give("media", "[{");
out.wrong = input("media").validity.customError;
give("media", "");
give("draft", "true");
out.draft = { models: state("model") };
give("model", '"seedance-1-5-pro-251215"');
out.size = state("size");
give("size", '"480p"');
out.back = state("draft");
give("seed", "7");
out.prompt = { required: input("prompt").required, model: input("model").value, draft: input("draft").value };
give("prompt", "A kite.");
out.whole = { body: seen.body, missing: seen.answer.missing, why: input("draft").title };
console.log(JSON.stringify(out));
process.exit(0);
"""


def test_its_choices_follow_what_is_given(tmp_path: Path) -> None:
    block = shown("js", "export function videoForm")
    assert len(block.text.splitlines()) <= 60
    folder = project(tmp_path, installed("happy-dom", HAPPY_DOM, "happy-dom/package.json"))
    (folder / "form.js").write_text(block.text, encoding="utf-8")
    said: Any = node(PROGRAM, folder)
    assert all(not disabled for _, disabled, _ in said["begin"]["models"])
    able = {name for name, disabled, _ in said["draft"]["models"] if name and not disabled}
    assert able == {"seedance-1-5-pro-251215"}
    why = {name: title for name, _, title in said["draft"]["models"]}
    assert why["wan2.7-i2v"].startswith('"draft" is no field here; ')
    assert why["seedance-1-0-pro-250528"] == "draft must be false"
    rule = 'size must be "480p" when draft is true'
    assert said["size"] == [["", False, ""], ["480p", False, ""], ["720p", True, rule], ["1080p", True, rule]]
    assert [disabled for _, disabled, _ in said["back"]] == [False, False, False]
    assert said["wrong"] is True
    assert said["prompt"] == {"required": True, "model": '"seedance-1-5-pro-251215"', "draft": "true"}
    body = {"draft": True, "model": "seedance-1-5-pro-251215", "size": "480p", "seed": 7, "prompt": "A kite."}
    assert said["whole"]["body"] == body
    assert said["whole"]["missing"] == []
