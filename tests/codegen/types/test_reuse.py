"""What is not made again: types are kept from generated/ when nothing that they say has changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reelspec.codegen.types import datamodel as module
from reelspec.output.publish import publish
from reelspec.project.build import Built, build

CHECKOUT = Path(__file__).resolve().parents[3]
MODEL = "specs/powertokens/models/wan2.7-i2v.yaml"
REQUESTS = "python/videoapis/powertokens/requests.py"
TYPES = tuple(
    f"python/videoapis/{provider}/{name}.py"
    for provider in ("apimart", "powertokens")
    for name in ("requests", "responses")
)
Calls = list[str]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with this one's specs, generated once for all tests."""
    made = tmp_path_factory.mktemp("generated")
    shutil.copytree(CHECKOUT / "specs", made / "specs")
    generate(made)
    return made


@pytest.fixture
def root(generated: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(generated, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Notes each time that the tool is asked."""
    found: Calls = []
    for name in ("typed_dicts", "models"):
        before: Callable[..., str] = getattr(module, name)

        def noted(document: object, name: str = name, before: Callable[..., str] = before) -> str:
            found.append(name)
            return before(document)

        monkeypatch.setattr(module, name, noted)
    return found


def generate(root: Path, only: str | None = None) -> Built:
    built = build(root, only=only)
    publish(root / "generated", built.files, built.manifest)
    return built


def change(root: Path, before: str, after: str, file: str = MODEL) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert before in text
    (root / file).write_text(text.replace(before, after), encoding="utf-8")


def as_from_nothing(root: Path, built: Built) -> bool:
    """Whether the files are those that a run without any memory makes."""
    fresh = build(root, reuse=False)
    return dict(built.files) == dict(fresh.files) and built.manifest == fresh.manifest


def test_a_rule_leaves_types_alone(root: Path, calls: Calls) -> None:
    before = build(root).files
    change(root, "        - [first_clip, last_frame]\n", "        - [first_clip, driving_audio]\n")
    built = generate(root)
    assert calls == []
    assert all(built.files[path] == before[path] for path in TYPES)
    assert "python/videoapis/powertokens/validators/wan2_7_i2v.py" in built.made
    assert as_from_nothing(root, built)


def test_a_limit_that_no_type_expresses_leaves_types_alone(root: Path, calls: Calls) -> None:
    change(root, "    minItems: 1\n", "    minItems: 1\n    maxItems: 9\n")
    built = generate(root)
    assert calls == []
    assert as_from_nothing(root, built)


def test_a_description_is_put_into_the_types_that_there_were(root: Path, calls: Calls) -> None:
    change(root, "description: Resolution tier.", "description: How many lines the picture has.")
    built = generate(root)
    assert calls == []
    assert '    """How many lines the picture has."""\n' in built.files[REQUESTS].decode()
    assert as_from_nothing(root, built)


def test_a_description_that_goes_or_comes_or_grows(root: Path, calls: Calls) -> None:
    change(root, "    description: Resolution tier.\n", "")
    assert "Resolution tier" not in wan(generate(root))
    change(root, "    enum: [720P, 1080P]\n", f"    enum: [720P, 1080P]\n    description: {'many words ' * 40}\n")
    built = generate(root)
    assert '    """\n    many words many words' in wan(built)
    assert calls == []
    assert as_from_nothing(root, built)


def wan(built: Built) -> str:
    return built.files[REQUESTS].decode().partition("class Wan27I2vRequest(")[2].partition("\n\n\n")[0]


def test_a_new_word_makes_the_one_module_again(root: Path, calls: Calls) -> None:
    change(root, "enum: [720P, 1080P]", "enum: [720P, 1080P, 4K]")
    built = generate(root)
    assert calls == ["typed_dicts"]
    assert [path for path in built.made if path in TYPES] == [REQUESTS]
    assert '"4K"' in built.files[REQUESTS].decode()
    assert as_from_nothing(root, built)


def test_types_that_somebody_has_edited_are_made_again(root: Path, calls: Calls) -> None:
    file = root / "generated" / REQUESTS
    file.write_text(file.read_text(encoding="utf-8").replace("720P", "721P"), encoding="utf-8")
    change(root, "        - [first_clip, last_frame]\n", "        - [first_clip, driving_audio]\n")
    built = generate(root)
    assert calls == ["typed_dicts"]
    assert as_from_nothing(root, built)


def test_types_that_a_partial_run_left_behind_are_made_again(root: Path, calls: Calls) -> None:
    change(root, "enum: [720P, 1080P]", "enum: [720P, 1080P, 4K]")
    partial = generate(root, only="apimart")
    assert '"4K"' not in partial.files[REQUESTS].decode()
    assert calls == []
    built = generate(root)
    assert '"4K"' in built.files[REQUESTS].decode()
    assert as_from_nothing(root, built)


def test_the_tool_is_not_imported_unless_types_are_made(root: Path) -> None:
    program = (
        "import sys\nfrom reelspec.__main__ import main\nsys.argv[1:] = ['generate', '--root', sys.argv[1]]\n"
        "assert main() == 0\nheavy = {'datamodel_code_generator', 'pydantic'} & set(sys.modules)\nassert not heavy, heavy"
    )

    def run() -> str:
        command = [sys.executable, "-c", program, str(root)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert "Nothing has changed" in run()
    change(root, "        - [first_clip, last_frame]\n", "        - [first_clip, driving_audio]\n")
    assert "wrote" in run()
    change(root, "description: Resolution tier.", "description: How many lines the picture has.")
    assert "wrote" in run()


def test_a_second_run_changes_nothing(root: Path) -> None:
    built = build(root)
    assert built.made == ()
    assert publish(root / "generated", built.files, built.manifest).written == ()


def test_modules_import_nothing_that_is_not_there_for_httpx(root: Path) -> None:
    program = (
        "import sys\nsys.path.insert(0, {path!r})\nimport videoapis.powertokens.requests\n"
        "import videoapis.apimart.requests\n"
        "assert not {{'pydantic', 'typing_extensions', 'datamodel_code_generator'}} & set(sys.modules)"
    ).format(path=str(root / "generated" / "python"))
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
