"""The npm package in an empty project: installed, typed, and at work as docs/other-languages.md shows it. Run by pytest."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.docs.pages import CHECKOUT, shown
from tests.node import NODE, NPM, ajv, installed

PACKAGE = CHECKOUT / "generated/javascript"
TYPESCRIPT = "5.9.3"
HONO = "4.13.19"
RESOLVERS = "7.0.9"
BESIDE = ("react-hook-form@7.92.0", "react@19.3.1", "@types/react@19.2.7", "@standard-schema/spec@1.1.0")
GOOD = {"model": "wan2.7-i2v", "image": "https://example.com/a.png"}
STRICT = [
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2022",
    "--module",
    "nodenext",
    "--moduleResolution",
    "nodenext",
]


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False, timeout=240)


@lru_cache
def packed() -> Path:
    """A folder with the package as `npm pack` and `npm install` leave it in an empty project."""
    if NPM is None:
        pytest.skip("node and npm are not installed")
    folder = Path(mkdtemp())
    done = run([NPM, "pack", "--silent", "--pack-destination", str(folder), str(PACKAGE)], folder)
    assert done.returncode == 0, done.stderr
    (archive,) = folder.glob("*.tgz")
    (folder / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
    done = run([NPM, "install", "--silent", "--no-audit", "--no-fund", "--offline", str(archive)], folder)
    assert done.returncode == 0, done.stderr
    return folder


def project(tmp_path: Path, *others: Path) -> Path:
    """A project with the package, and with what is installed in other folders."""
    modules = tmp_path / "node_modules"
    modules.mkdir()
    (tmp_path / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
    shutil.copytree(packed() / "node_modules/videoapis", modules / "videoapis")
    for other in others:
        for one in (other / "node_modules").iterdir():
            if one.name.startswith("@"):
                (modules / one.name).mkdir(exist_ok=True)
                for scoped in one.iterdir():
                    (modules / one.name / scoped.name).symlink_to(scoped)
            elif not one.name.startswith(".") and not (modules / one.name).exists():
                (modules / one.name).symlink_to(one)
    return tmp_path


def node(program: str, folder: Path) -> Any:
    done = run([str(NODE), "--input-type=module", "-e", program], folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def tsc(folder: Path, *arguments: str) -> str:
    """What TypeScript says of files in the folder, with other options behind them; "" when all is right."""
    compiler = installed("typescript", TYPESCRIPT, "typescript/bin/tsc") / "node_modules/typescript/bin/tsc"
    done = run([str(NODE), str(compiler), *STRICT, *arguments], folder)
    return done.stdout


def test_it_is_installed_and_imported_with_an_ending_or_without(tmp_path: Path) -> None:
    folder = project(tmp_path)
    for ending in ("", ".js"):
        program = (
            f'import {{ isValid, errors }} from "videoapis/powertokens/wan2.7-i2v{ending}";'
            f"console.log(JSON.stringify([isValid({json.dumps(GOOD)}), errors({{}})]))"
        )
        valid, found = node(program, folder)
        assert valid is True
        assert [one["rule"] for one in found] == ["required", "one-input-style"]
    archived = {path.name for path in (folder / "node_modules/videoapis").iterdir()}
    assert archived == {path.name for path in PACKAGE.iterdir()}


RIGHT = """
import { errors, isValid, schema, validate, type Body } from "videoapis/powertokens/wan2.7-i2v.js";
import type { Violation } from "videoapis/support.js";
import type { Wan27I2vRequest } from "videoapis/powertokens/requests.js";
const body: Wan27I2vRequest = { model: "wan2.7-i2v", media: [{ type: "first_frame", url: "https://a" }], seconds: "5" };
const same: Body = body;
const given: unknown = JSON.parse("{}");
if (isValid(given)) { const model: "wan2.7-i2v" = given.model; void model; }
const found: readonly Violation[] = [...errors(given), ...validate(same, { strict: true })];
for (const { path, message, severity, related, rule, source } of found) {
  const words: string = path + message + severity + related.join() + rule + source;
  void words;
}
const judged = schema["~standard"].validate(given);
if (judged.issues === undefined) void judged.value.model; else void judged.issues[0]!.path.concat(1, "a");
"""
WRONG = {
    "a wrong value": ('seconds: "5"', 'seconds: "16"', "TS2322"),
    "an unknown field": ('seconds: "5"', 'secnds: "5"', "TS2561"),
    "a missing field": ('model: "wan2.7-i2v", media', "media", "TS2741"),
    "a wrong item": ('type: "first_frame"', 'type: "second_frame"', "TS2322"),
    "a field that may be anything": ("given.model", "given.modell", "TS2551"),
    "an option": ("strict: true", "strict: 1", "TS2322"),
    "what nobody has judged": ('"{}");\nif (isValid(given))', '"{}");\nif (given)', "TS2339"),
}


def test_a_right_program_is_accepted_and_each_wrong_one_refused(tmp_path: Path) -> None:
    programs = {"right.ts": RIGHT}
    for number, (right, wrong, _) in enumerate(WRONG.values()):
        assert right in RIGHT
        programs[f"wrong{number}.ts"] = RIGHT.replace(right, wrong)
    for name, text in programs.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    refused = re.findall(r"^(\w+\.ts)\(.*?\): error (TS\d+)", tsc(project(tmp_path), *programs, "--noEmit"), flags=re.M)
    codes = [(f"wrong{number}.ts", code) for number, (_, _, code) in enumerate(WRONG.values())]
    assert sorted(refused) == codes


def test_the_program_of_the_page_is_right(tmp_path: Path) -> None:
    (project(tmp_path) / "main.ts").write_text(
        shown("ts", "const { path, message, rule } of errors").text, encoding="utf-8"
    )
    assert tsc(tmp_path, "main.ts", "--outDir", ".") == ""
    done = run([str(NODE), "main.js"], tmp_path)
    assert done.stdout.splitlines()[:2] == [
        "5",
        '/seconds "16" is not one of "2" to "15" enum',
    ], done.stderr


def test_the_handler_of_the_page_answers(tmp_path: Path) -> None:
    folder = project(tmp_path, installed("hono", HONO, "hono/package.json"))
    (folder / "app.mjs").write_text(shown("js", "new Hono()").text, encoding="utf-8")
    program = """
      import { app } from "./app.mjs";
      const bodies = %s;
      const answers = [];
      for (const body of bodies) {
        const answer = await app.request("/videos", { method: "POST", body });
        answers.push([answer.status, await answer.json()]);
      }
      console.log(JSON.stringify(answers));
    """
    bodies = [json.dumps(GOOD), json.dumps({**GOOD, "seconds": 5}), "{"]
    good, wrong, broken = node(program % json.dumps(bodies), folder)
    assert good == [202, {"accepted": "wan2.7-i2v"}]
    assert broken == [400, {"violations": []}]
    assert wrong[0] == 422
    assert [(one["path"], one["message"]) for one in wrong[1]["violations"]] == [
        ("/seconds", '5 is not a string; did you mean "5"?')
    ]


def test_the_form_of_the_page_is_told_what_is_wrong(tmp_path: Path) -> None:
    folder = project(
        tmp_path, installed("@hookform/resolvers", RESOLVERS, "@standard-schema/spec/package.json", BESIDE)
    )
    (folder / "main.ts").write_text(shown("ts", "standardSchemaResolver").text, encoding="utf-8")
    assert tsc(folder, "main.ts", "--skipLibCheck", "--outDir", ".") == ""
    program = """
      import { resolver } from "./main.js";
      const options = { fields: {}, shouldUseNativeValidation: false };
      const bodies = %s;
      console.log(JSON.stringify(await Promise.all(bodies.map((body) => resolver(body, undefined, options)))));
    """
    media = [{"type": "first_frame", "url": "https://a"}, {"type": "first_frame"}]
    good, wrong = node(program % json.dumps([GOOD, {"model": "wan2.7-i2v", "media": media}]), folder)
    assert good == {"values": GOOD, "errors": {}}
    assert wrong["values"] == {}
    told = wrong["errors"]["media"]  # an array of React Hook Form, whose `root` is told of the whole
    assert told["1"]["url"]["message"] == "url is required"
    assert "it has first_frame + first_frame" in told["root"]["message"]


@pytest.mark.parametrize("name", ["wan2.7-i2v", "wan2.7-r2v", "seedance-1-5-pro-251215"])
def test_ajv_says_each_broken_rule_once_and_in_its_words(tmp_path: Path, name: str) -> None:
    folder = project(tmp_path, ajv())
    recipe = shown("js", "export function judge").text
    (folder / "judge.mjs").write_text(recipe, encoding="utf-8")
    schema = json.loads((CHECKOUT / f"generated/schemas/powertokens/{name}.json").read_text(encoding="utf-8"))
    (folder / "wan2.7-i2v.json").write_text(json.dumps(schema), encoding="utf-8")
    cases = json.loads((CHECKOUT / f"generated/cases/powertokens/{name}.json").read_text(encoding="utf-8"))["cases"]
    (folder / "cases.json").write_text(json.dumps([one["body"] for one in cases]), encoding="utf-8")
    program = """
      import { readFileSync } from "node:fs";
      import { judge } from "./judge.mjs";
      console.log(JSON.stringify(JSON.parse(readFileSync("cases.json", "utf8")).map(judge)));
    """
    carried = {one["id"]: one["message"] for one in schema["x-rules"]["carried"].values()}
    for case, found in zip(cases, node(program, folder), strict=True):
        said = [(one["rule"], one["path"]) for one in found]
        assert len(set(said)) == len(said), case
        assert all(carried[one["rule"]] == one["message"] for one in found if one["rule"] in carried)
        # Of bodies that break a rule alone: where a field is refused, ajv goes on with it.
        rules = {one["rule"] for one in case["violations"] if one["severity"] == "error"}
        if rules <= set(carried):
            assert {one["rule"] for one in found} == rules, case
