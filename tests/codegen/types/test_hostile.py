"""Names and texts that no author of good will writes: the source stays what it says, and type checkers accept it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.types.made import Types, classes_of, component, document, fields, operation, types_of

CHECKOUT = Path(__file__).resolve().parents[3]
NAMES = [
    *("class", "None", "True", "match", "type", "self", "timeout", "extra_body", "body", "annotations", "object"),
    *("a-b", "a_b", "a.b", "a b", "1st", "-", " ", "", "$ref", "$defs", "properties", "enum", "allOf", "x-media"),
    *("_private", "__mangled", "__class__", "__init__", "é", "\ufb01", "视频", "\U0001f600", "name\x00", "\u202e"),
    *(
        "str",
        "int",
        "float",
        "bool",
        "list",
        "dict",
        "Any",
        "Literal",
        "NotRequired",
        "TypedDict",
        "Field",
        "BaseModel",
    ),
    *("model_config", "model_dump", "model_validate_x", "model_name", "json", "copy", "schema", "construct", "root"),
    *("Rec", "Rec_", "MakeRequest", 'a"""b\n\\', "'", "import os", "{{ 7 * 7 }}", "{% raw %}"),
]
TEXTS = [
    'ends """ early',
    'ends with a quote"',
    'two ""',
    "ends with a backslash \\",
    '\\"',
    '"""',
    "\\N{BULLET} \\x41 \\",
    "type: ignore",
    "# noqa",
    "noqa: F401",
    "pyright: basic",
    "fmt: off",
    "mirrored \u202e text \u2066 and null \x00 and next\x85line \u2028 here",
    '\n\n"""\nimport os\nos.abort()\n"""',
    "{{ 7 * 7 }} {% raw %}",
    "very long " * 60,
    "a" * 300 + ' """ ' + "b" * 300,
]


def hostile() -> Types:
    words = ["a", *TEXTS]
    every = fields(**{name: {"enum": words, "description": TEXTS[n % len(TEXTS)]} for n, name in enumerate(NAMES)})
    rec = {**fields(again=component("Rec"), Rec=component("Rec"), str=component("Rec")), "description": TEXTS[0]}
    told = fields(**{f"f{n}": {"type": "string", "description": text} for n, text in enumerate(TEXTS)})
    body = {**fields(every=every, told=told, rec=component("Rec"), **every["properties"]), "description": TEXTS[5]}
    schemas = {"Rec": rec, **{f"T{n}": {**fields(a={}), "description": text} for n, text in enumerate(TEXTS)}}
    uses = fields(**{f"t{n}": component(f"T{n}") for n in range(len(TEXTS))})
    return types_of(
        document(
            operation("make", body, body),
            operation("use", uses, uses),
            schemas=schemas,
            info={"title": 'A """ title\\\n', "version": "1"},
        )
    )


@pytest.fixture(scope="module")
def made() -> Types:
    return hostile()


def test_every_field_keeps_its_name_on_the_wire(made: Types) -> None:
    keys = classes_of(made.requests)["MakeRequestEvery"].keys()
    assert keys == {name for name in NAMES if name}  # type checkers refuse an empty key
    given = dict.fromkeys(NAMES, "a")
    root = getattr(made.response_module, made.response("make"))
    found = root.model_validate({"every": given}).every
    assert found.model_dump(by_alias=True, exclude_unset=True) == given
    assert not found.model_extra


def test_keys_are_the_same_at_run_time(made: Types) -> None:
    assert made.request_module.MakeRequestEvery.__annotations__.keys() == {name for name in NAMES if name}
    for one in vars(made.request_module).values():
        if hasattr(one, "__total__"):
            typing.get_type_hints(one)


def test_arguments_are_identifiers_and_lead_back(made: Types) -> None:
    name, renamed = made.params("make") or ("", {})
    arguments = classes_of(made.requests)[name].keys()
    assert all(one.isidentifier() and not one.startswith("__") for one in arguments)
    assert {renamed.get(one, one) for one in arguments} == classes_of(made.requests)["MakeRequest"].keys()
    assert not arguments & {"self", "body", "timeout", "extra_body", "class"}


def test_texts_are_docstrings_and_nothing_else(made: Types) -> None:
    for source in (made.requests, made.responses):
        comments = [line.lstrip() for line in source.splitlines() if line.lstrip().startswith("#")]
        assert all(line.startswith("# - ") and "#" not in line[1:] for line in comments)
        assert source.isprintable() or set(source) - {"\n"} == {one for one in source if one.isprintable()}
    told = made.response_module.MakeResponseTold if hasattr(made.response_module, "MakeResponseTold") else None
    assert told is not None
    assert 'ends with a quote\\"' in made.responses
    assert made.response_module.T0.__doc__ == 'ends """ early'
    assert made.response_module.T3.__doc__ == "ends with a backslash \\"


def checked(folder: Path, made: Types) -> Path:
    package = folder / "checked"
    package.mkdir()
    for name, text in (("__init__", ""), ("requests", made.requests), ("responses", made.responses)):
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    return package


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)


def test_mypy_finds_nothing(made: Types, tmp_path: Path) -> None:
    package = checked(tmp_path, made)
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\npython_version = 3.11\n", encoding="utf-8")
    ran = run(sys.executable, "-m", "mypy", "--config-file", config, package, cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout


def test_basedpyright_finds_nothing(made: Types, tmp_path: Path) -> None:
    package = checked(tmp_path, made)
    settings = {"include": [package.name], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    ran = run(sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, cwd=tmp_path)
    assert "0 errors, 0 warnings" in ran.stdout, ran.stdout


def test_ruff_finds_nothing(made: Types, tmp_path: Path) -> None:
    package = checked(tmp_path, made)
    ruff = Path(sys.executable).with_name("ruff")
    settings = ("--config", CHECKOUT / "pyproject.toml", "--ignore", "E501,SIM,UP013")
    ran = run(ruff, "check", "--no-cache", *settings, package, cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout


def test_the_same_bytes_under_every_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom tests.codegen.types.test_hostile import hostile\n"
        "made = hostile()\nsys.stdout.buffer.write((made.requests + made.responses).encode())"
    )
    outputs: list[Any] = []
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONPATH": str(CHECKOUT)}
        ran = subprocess.run(
            [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, check=True
        )
        outputs.append(ran.stdout)
    assert outputs[0] == outputs[1] == outputs[2]
    assert len(outputs[0]) > 10_000


def test_settings_of_other_tools_have_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Types) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.black]\nline-length = 40\nskip-string-normalization = true\n[tool.isort]\nforce_single_line = true\n"
        '[tool.datamodel-codegen]\nsnake-case-field = true\nclass-name-prefix = "X"\n[tool.ruff]\nline-length = 30\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert hostile() == made
