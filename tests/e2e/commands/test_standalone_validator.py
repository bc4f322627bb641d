"""One file is enough: a validator that stands alone works without site-packages and imports nothing but the standard library.
Those of a package share what they have in common."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from reelspec.language.parser.load import load
from tests.e2e.commands.conftest import Call
from tests.e2e.commands.run import CHECKOUT, environment, tree

MODELS = {
    "apimart/wan2.7": "wan2_7",
    "powertokens/seedance-1-0-pro-250528": "seedance_1_0_pro_250528",
    "powertokens/seedance-1-0-pro-fast-251015": "seedance_1_0_pro_fast_251015",
    "powertokens/seedance-1-5-pro-251215": "seedance_1_5_pro_251215",
    "powertokens/wan2.1-kf2v-plus": "wan2_1_kf2v_plus",
    "powertokens/wan2.2-kf2v-flash": "wan2_2_kf2v_flash",
    "powertokens/wan2.7-i2v": "wan2_7_i2v",
    "powertokens/wan2.7-r2v": "wan2_7_r2v",
}
PROVIDERS = ("apimart", "powertokens")
I2V = "standalone/powertokens/wan2_7_i2v.py"
UNCHANGED = "Nothing has changed: generated/ is what the specs give.\n"


def python(code: str, cwd: Path) -> str:
    """Run code in an isolated interpreter without site-packages; gives what it printed."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", textwrap.dedent(code)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def imports(source: str) -> set[str]:
    """The packages that code imports, wherever it does; what stands in its own package with its dots."""
    nodes = list(ast.walk(ast.parse(source)))
    whole = {one.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for one in node.names}
    parts = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    return whole | {
        f"{'.' * node.level}{node.module or ''}" if node.level else (node.module or "").partition(".")[0]
        for node in parts
    }


def choose(project: Path, *names: str) -> None:
    """Name the validators that are to stand alone."""
    text = f"[tool.reelspec]\nstandalone = {json.dumps(names)}\n"
    (project / "pyproject.toml").write_text(text, encoding="utf-8")


def test_these_are_all_models() -> None:
    assert set(MODELS) == set(load(CHECKOUT).names())


@pytest.mark.parametrize("model", MODELS)
def test_a_validator_works_alone(generated_once: Path, tmp_path: Path, call: Call, model: str) -> None:
    only = tmp_path / "only.py"
    ran = call("standalone", model, "--out", only, "--root", generated_once)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert imports(only.read_text(encoding="utf-8")) <= sys.stdlib_module_names
    cases = json.loads((generated_once / f"generated/cases/{model}.json").read_text(encoding="utf-8"))["cases"]
    (tmp_path / "bodies.json").write_text(json.dumps([case["body"] for case in cases]), encoding="utf-8")
    out = python(
        f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        before = set(sys.modules)
        import only
        assert only.is_valid({{}}) is False
        assert only.errors({{"model": 1, "x": [None]}})
        assert all(one.severity == "error" and one.message for one in only.validate([], strict=True))
        loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}} - {{"only"}}
        assert loaded <= sys.stdlib_module_names, loaded
        assert not loaded & {{"json", "typing", "dataclasses"}}, loaded
        import json
        bodies = json.load(open("bodies.json", encoding="utf-8"))
        print(json.dumps([[only.is_valid(body), [one.as_dict() for one in only.errors(body)]] for body in bodies]))
        """,
        tmp_path,
    )
    assert len(cases) > 50
    assert json.loads(out) == [[case["valid"], case["violations"]] for case in cases]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "utf-16"])
def test_what_is_printed_is_what_generate_writes(tmp_path: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reelspec", "standalone", "powertokens/wan2.7-i2v", "--root", CHECKOUT],
        cwd=tmp_path,
        env=environment({"PYTHONIOENCODING": encoding}),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (CHECKOUT / "generated" / I2V).read_bytes()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("powertokens/wan2.7-i2w", "did you mean powertokens/wan2.7-i2v?"),
        ("wan2.7-i2v", "did you mean powertokens/wan2.7-i2v?"),
        ("x", "see reelspec list"),
    ],
)
def test_an_unknown_model_is_told_of_a_near_one(
    generated_once: Path, tmp_path: Path, call: Call, name: str, hint: str
) -> None:
    ran = call("standalone", name, "--out", tmp_path / "only.py", "--root", generated_once)
    assert (ran.code, ran.out, ran.err) == (2, "", f"reelspec: there is no model {name}; {hint}\n")
    assert not (tmp_path / "only.py").exists()


def test_a_file_that_cannot_be_written_is_said(generated_once: Path, tmp_path: Path, call: Call) -> None:
    ran = call("standalone", "apimart/wan2.7", "--out", tmp_path / "no" / "only.py", "--root", generated_once)
    assert (ran.code, ran.out) == (2, "")
    assert "No such file" in ran.err


def test_the_setting_makes_the_files_that_it_names_and_no_longer_named_they_go(project: Path, call: Call) -> None:
    choose(project, "powertokens/wan2.7-i2v", "apimart/wan2.7")
    assert "missing: generated/standalone/apimart/wan2_7.py" in call("generate", "--check", "--root", project).out
    before = tree(project / "generated")
    assert call("generate", "--root", project).code == 0
    after = tree(project / "generated")
    assert after.keys() - before.keys() == {I2V, "standalone/apimart/wan2_7.py"}
    assert after[I2V] == (CHECKOUT / "generated" / I2V).read_bytes()
    assert call("generate", "--check", "--root", project).code == 0
    assert call("generate", "--root", project).out == UNCHANGED

    (project / "generated" / I2V).write_text("edited = True\n", encoding="utf-8")
    assert f"edited: generated/{I2V}" in call("generate", "--check", "--root", project).out
    assert call("generate", "--only", "powertokens/wan2.7-i2v", "--root", project).code == 0
    assert tree(project / "generated") == after

    choose(project, "apimart/wan2.7")
    assert call("generate", "--root", project).code == 0
    assert tree(project / "generated").keys() == after.keys() - {I2V}
    choose(project)
    assert call("generate", "--root", project).code == 0
    assert not (project / "generated/standalone").exists()


def test_the_setting_is_heard_whatever_outputs_are_chosen(project: Path, call: Call) -> None:
    choose(project, "powertokens/wan2.7-i2v")
    with (project / "pyproject.toml").open("a", encoding="utf-8") as stream:
        stream.write('outputs = ["schemas"]\n')
    assert call("generate", "--root", project).code == 0
    folders = sorted(path.name for path in (project / "generated").iterdir())
    assert folders == ["manifest.json", "schemas", "spec-format", "standalone"]


@pytest.mark.parametrize("command", ["generate", "check", "list"])
def test_a_setting_that_names_no_model_is_a_problem_at_its_place(project: Path, call: Call, command: str) -> None:
    before = tree(project)
    choose(project, "powertokens/wan2.7-i2w", "apimart/wan2.7", "x")
    ran = call(command, "--root", project)
    assert (ran.code, ran.err) == (1, "reelspec: 2 problems in the specs\n")
    assert ran.out.splitlines() == [
        "pyproject.toml:2:1: there is no model powertokens/wan2.7-i2w; did you mean powertokens/wan2.7-i2v?"
        " [wrong-setting]",
        "pyproject.toml:2:1: there is no model x; see reelspec list [wrong-setting]",
    ]
    (project / "pyproject.toml").unlink()
    assert tree(project) == before


def test_while_specs_are_wrong_nothing_is_said_of_models_that_may_be_in_them(project: Path, call: Call) -> None:
    choose(project, "apimart/wan2.7")
    file = project / "specs/apimart/models/wan2.7.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("required: [model]", "required: [mode]"), encoding="utf-8")
    ran = call("generate", "--root", project)
    assert ran.code == 1
    assert "specs/apimart/models/wan2.7.yaml:" in ran.out and "pyproject.toml" not in ran.out


def test_validators_of_a_package_import_what_they_share_and_nothing_else(generated_once: Path) -> None:
    files = sorted((generated_once / "generated/python/videoapis").glob("*/validators/*.py"))
    assert {one.stem for one in files} == {"__init__", *MODELS.values()}
    for file in files:
        found = imports(file.read_text(encoding="utf-8"))
        if file.name == "__init__.py":
            assert found == set()
        else:
            assert found - sys.stdlib_module_names == {"..._support"}, file
    shared = generated_once / "generated/python/videoapis/_support.py"
    assert imports(shared.read_text(encoding="utf-8")) <= sys.stdlib_module_names


def test_a_package_has_one_class_of_violations(generated_once: Path, tmp_path: Path, call: Call) -> None:
    for name, model in (("first", "apimart/wan2.7"), ("second", "powertokens/wan2.7-i2v")):
        assert call("standalone", model, "--out", tmp_path / f"{name}.py", "--root", generated_once).code == 0
    python(
        f"""
        import sys
        sys.path[:0] = [{str(generated_once / "generated/python")!r}, {str(tmp_path)!r}]
        import first, second
        from videoapis import _support
        from videoapis.apimart.validators import wan2_7
        from videoapis.powertokens.validators import wan2_1_kf2v_plus, wan2_7_i2v
        judges = (wan2_7, wan2_1_kf2v_plus, wan2_7_i2v)
        assert {{one.Violation for one in judges}} == {{_support.Violation}}
        assert {{type(one.errors([])[0]) for one in judges}} == {{_support.Violation}}
        assert len({{first.Violation, second.Violation, _support.Violation}}) == 3
        body = {{"model": "wan2.7-i2v", "images": 5}}
        assert second.errors(body) and second.errors(body) == wan2_7_i2v.errors(body)
        assert second.errors(body) != first.errors(body)
        """,
        tmp_path,
    )


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_model_is_importable_from_its_package(generated_once: Path, tmp_path: Path, provider: str) -> None:
    modules = ", ".join(module for model, module in MODELS.items() if model.startswith(f"{provider}/"))
    python(
        f"""
        import sys
        sys.path.insert(0, {str(generated_once / "generated/python")!r})
        from videoapis.{provider}.validators import {modules}
        for one in ({modules},):
            assert one.is_valid({{}}) is False
        assert not set(sys.modules) & {{"httpx", "pydantic", "jsonschema"}}
        """,
        tmp_path,
    )


def test_violations_are_data(generated_once: Path, tmp_path: Path, call: Call) -> None:
    assert call("standalone", "apimart/wan2.7", "--out", tmp_path / "only.py", "--root", generated_once).code == 0
    out = python(
        f"""
        import json, sys
        sys.path.insert(0, {str(tmp_path)!r})
        import only
        print(json.dumps([one.as_dict() for one in only.validate({{"model": "wan2.7", "prompt": "x", "duration": 99}})]))
        """,
        tmp_path,
    )
    (found,) = json.loads(out)
    assert list(found) == ["rule", "path", "related", "message", "severity", "source"]
    assert (found["rule"], found["path"], found["related"], found["severity"]) == ("maximum", "/duration", [], "error")
