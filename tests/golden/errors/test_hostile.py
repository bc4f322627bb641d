"""Text that would be code, markup, a path or a terminal's command if it were let out of its quotes: in every place of a spec
where text stands, generation leaves it text, or refuses by place."""

from __future__ import annotations

import ast
import functools
import json
import re
import tomllib
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reelspec.cli import main as run
from reelspec.common.kept import FOLDER
from tests.support import load_module

CODE = 'x\nimport pathlib\npathlib.Path("canary").write_text("")\n'
TEXTS = {
    "quote": 'a " b',
    "apostrophe": "it's",
    "backslash": "a \\ b",
    "backslash-at-the-end": "a\\",
    "escapes": "\\n \\x41 \\N{BULLET} \\u0041",
    "three-quotes": 'a """ b',
    "three-apostrophes": "a ''' b",
    "quote-at-the-end": 'a"',
    "newline": "a\nb",
    "carriage-return": "a\rb\r\nc",
    "line-separators": "a\u2028b\u2029c\x85d",
    "form-feed": "a\x0cb\x0bc",
    "escape-sequence": "\x1b[31mred\x1b]0;title\x07",
    "nul": "a\x00b",
    "bidi": "a\u202eb\u2066c\u200fd",
    "invisible": "a\u200bb\ufeffc\u00add\U000e0001e",
    "code": CODE,
    "code-after-quotes": f'"""\n{CODE}"""',
    "code-after-apostrophes": f"'''\n{CODE}'''",
    "code-after-quote": f'"\n{CODE}#',
    "comment": "# a comment",
    "braces": "{} {0} {a!r} {{b}}",
    "f-string": "{__import__('pathlib').Path('canary').write_text('')}",
    "percent": "%s %(a)s %%",
    "jinja-expression": "{{ 7*19100000191 }}",
    "jinja-block": "{% for a in range(3) %}loop{{ a }}loop{% endfor %}",
    "jinja-raw": "{% endraw %}{{ 7*19100000191 }}{% raw %}",
    "jinja-comment": "{# a comment #}",
    "jinja-line": "a\n# for b in c\n## d",
    "shell": "$(touch canary) `touch canary` ${HOME} ; touch canary",
    "html": "</script><img src=x onerror=alert(1)>",
    "markdown": "a | b `c` [d](javascript:e) * _f_\n# g",
    "toml": 'a"\n[project.scripts]\nb = "c"',
    "path": "../../../canary",
    "absolute-path": "/canary",
    "keyword": "class",
    "none": "None",
    "dunder": "__class__",
    "not-ascii": "\u00e9 \u4e2d \U0001f600 \ufb01 \u0130",
    "url": "javascript:alert(1)",
    "very-long": "a" * 5000,
}
NAMES = {
    **TEXTS,
    "dunder-init": "__init__",
    "dunder-main": "__main__",
    "dunder-dict": "__dict__",
    "self": "self",
    "body": "body",
    "errors": "errors",
    "is-valid": "is_valid",
    "violation": "Violation",
    "future": "annotations",
    "builtin": "len",
    "private": "_find",
    "soft-keyword": "match",
    "device": "con",
    "dots": "..",
    "dot": ".",
    "hidden": ".git",
    "windows-path": "..\\..\\canary",
    "slash": "a/b",
    "tilde": "~/a~1b",
    "empty-looking": " ",
    "digits": "123",
    "dollar": "$ref",
    "dashes": "---",
    "python-file": "support.py",
}


def spec(text: str) -> dict[str, Any]:
    """openapi.json, documents.json and a model, with the text in every place that takes any text."""
    source = {"document": text, "section": text}
    return {
        "documents.json": {"documents": [{"id": text, "title": text, "address": text, "captured": text}]},
        "openapi.json": {
            "openapi": "3.1.0",
            "info": {"title": text, "version": "1", "summary": text, "description": text},
            "x-source": source,
            "servers": [{"url": "https://example.com", "description": text}],
            "tags": [{"name": "films", "description": text}],
            "paths": {
                "/v1/videos": {
                    "summary": text,
                    "description": text,
                    "post": {
                        "operationId": "videos.create",
                        "summary": text,
                        "description": text,
                        "requestBody": {
                            "description": text,
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "oneOf": [{"$ref": "models/film.json"}],
                                        "discriminator": {"propertyName": "model"},
                                    }
                                }
                            },
                        },
                        "responses": {
                            "200": {
                                "description": text,
                                "content": {"application/json": {"schema": {"description": text, "enum": [text]}}},
                            }
                        },
                    },
                }
            },
        },
        "models/film.json": {
            "title": text,
            "description": text,
            "$comment": text,
            "x-source": source,
            "type": "object",
            "properties": {
                "model": {"const": "film-1", "title": text, "description": text},
                "word": {"enum": [text, "other"], "default": text, "x-source": {"section": text}},
                "free": {"type": "string", "const": text, "x-default": [{"value": text}], "examples": [text]},
                "url": {"type": "string", "format": "uri", "x-media": {"description": text}},
                "search": {"type": "string", "pattern": re.sub(r"[^A-Za-z0-9 ]", ".", text)[:50]},
                "media": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"type": {"enum": [text, "other"]}},
                        "required": ["type"],
                    },
                },
            },
            "required": ["model"],
            "additionalProperties": False,
            "x-rules": [
                {
                    "id": "told",
                    "when": {"word": text},
                    "must": {"url": {"minLength": 3}},
                    "message": text,
                    "source": text,
                },
                {"id": "untold", "must": {"url": {"not": {"const": text}}}, "source": source, "against": source},
                {"id": "listed", "combinations": {"of": "media", "by": "type", "allow": [[text], [text, "other"]]}},
                {"id": "counted", "limit": {"of": "media", "where": {"type": text}, "most": 1}, "severity": "warning"},
                {"id": "schema", "schema": {"description": text, "properties": {"url": {"minLength": 1}}}},
            ],
            "examples": [{"model": "film-1", "word": text, "free": text}],
            "x-invalid-examples": [
                {"body": {"model": "film-1", "word": "no " + text}, "rule": "enum", "path": "/word"}
            ],
        },
    }


def named(name: str) -> dict[str, Any]:
    """A spec with the text as the name of a model, of fields, of an operation, of a parameter and of definitions."""
    found = spec("text")
    model = found["models/film.json"]
    del model["title"]
    model["properties"]["model"]["enum"] = [name, "film-2"]
    del model["properties"]["model"]["const"]
    model["properties"][name] = {"type": "object", "properties": {name: {"$ref": "#/$defs/word"}}, "required": [name]}
    model["dependentRequired"] = {name: ["word"]}
    model["$defs"] = {"word": {"type": "string"}}
    model["x-rules"] += [
        {"id": "needs", "requires": {name: ["word"]}},
        {"id": "inside", "must": {name: {"properties": {name: {"minLength": 2}}}}},
        {"id": "apart", "conflicts": [[name], ["free"]]},
    ]
    model["examples"] = [{"model": name, "word": "text", name: {name: "abc"}}]
    model["x-invalid-examples"] = [{"body": {"model": name, name: {name: "abc"}}, "rule": "dependentRequired"}]
    del model["x-invalid-examples"]
    return found


def write(root: Path, files: dict[str, Any], provider: str = "films") -> Path:
    for path, value in files.items():
        file = root / "specs" / provider / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value), encoding="utf-8")
    return root


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever runs by accident runs where its traces are seen."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_stays_text(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write(tmp_path / "root", spec(text))
    assert run(["check", "--root", str(root)]) == 0, capsys.readouterr().out
    assert run(["generate", "--root", str(root)]) == 0, capsys.readouterr().out
    assert_inert(tmp_path)
    validator = loaded(next((root / "generated/python").rglob("validators/film_1.py")))
    assert validator.is_valid({"model": "film-1", "word": "other", "media": [{"type": text}]})
    violations = validator.validate({"model": "film-1", "word": text, "url": "x"})
    assert [one.rule for one in violations if one.severity == "error"] == ["told"]
    assert text in violations[0].message
    assert violations[0].source == f"{text}, {text}"
    assert [one.rule for one in validator.errors({"model": "film-1", "media": [{"type": "other"}]})] == ["listed"]
    capsys.readouterr()
    for command in (["list"], ["explain", "films/film-1"]):
        assert run([*command, "--root", str(root)]) == 0
    assert_visible(capsys.readouterr().out)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_stay_names_or_are_refused_by_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(tmp_path / "root", named(name))
    code = run(["generate", "--root", str(root)])
    printed = capsys.readouterr().out
    assert_visible(printed)
    if code == 0:
        assert_inert(tmp_path)
        files = sorted((root / "generated/schemas/films").iterdir())
        assert len(files) == 2
        titles = [json.loads(file.read_text(encoding="utf-8"))["title"] for file in files]
        assert sorted(titles) == sorted([name, "film-2"])
        modules = [
            loaded(file) for file in (root / "generated/python").rglob("validators/*.py") if file.stem != "__init__"
        ]
        body = {"model": name, "word": "text", name: {name: "abc"}}
        assert sorted(module.is_valid(body) for module in modules) == [False, True]
        del body["word"]
        found = {
            one.rule for module in modules if "const" not in str(module.errors(body)) for one in module.errors(body)
        }
        assert "dependentRequired" in found
        code = run(["check", "--root", str(root)])
        printed = capsys.readouterr().out
        assert_visible(printed)
        assert code == 0 or "the fields model and" in printed, printed
    else:
        assert code == 1
        assert re.match(r"specs/films/[^:]+:\d+:\d+: ", printed)
        assert [one.name for one in root.iterdir()] == ["specs"]


@pytest.mark.parametrize(
    "name",
    [
        "a b",
        'a"b',
        "a'b",
        "{{ 7*19100000191 }}",
        "__init__",
        "class",
        "con",
        "123",
        "a\nb",
        "\u202ea",
        "..a",
        "a\\b",
        "-rf",
    ],
)
def test_providers_stay_in_their_folder_or_are_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(tmp_path / "root", spec("text"), provider=name)
    code = run(["generate", "--root", str(root)])
    printed = capsys.readouterr().out
    assert_visible(printed)
    if code == 0:
        assert_inert(tmp_path)
    else:
        assert code == 1
        assert [one.name for one in root.iterdir()] == ["specs"]


def assert_inert(folder: Path) -> None:
    """What was generated is well formed, shows what it holds, has executed nothing and stands where it belongs."""
    root = folder / "root"
    assert sorted(one.name for one in folder.iterdir()) == ["here", "root"]
    assert list((folder / "here").iterdir()) == []
    assert {one.name for one in root.iterdir()} <= {"specs", "generated", FOLDER}
    assert not Path("/canary").exists()
    for file in (root / "generated").rglob("*"):
        assert not file.is_symlink()
        assert file.resolve().is_relative_to(root / "generated")
        assert re.fullmatch(r"[A-Za-z0-9._-]+", file.name)
        if file.is_dir():
            continue
        text = file.read_text(encoding="utf-8")
        assert not re.search("133700001337|loop1loop", text), file
        hidden = {one for one in {*text} - {"\n"} if unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp", "Cs")}
        assert not hidden, file
        if file.suffix == ".py":
            assert "pathlib" not in imported(text)
        elif file.suffix == ".json":
            json.loads(text)
        elif file.suffix == ".toml":
            assert "scripts" not in tomllib.loads(text)["project"]


@functools.cache
def imported(code: str) -> frozenset[str]:
    """What a module imports. What is copied to every package is read once."""
    imports = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import))
    return frozenset(name.name for node in imports for name in node.names)


def assert_visible(printed: str) -> None:
    """Nothing that a terminal obeys or hides."""
    assert not {one for one in printed if not one.isprintable() and one != "\n"}


def loaded(file: Path) -> ModuleType:
    """A validator of a package that was written, or a module that stands alone."""
    return load_module(file.read_bytes(), file.stem)
