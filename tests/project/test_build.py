"""What a run takes from the last one is what it would have made anew, and only what is slow to make is refreshed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reelspec.language.contract.model import Model
from reelspec.language.rules.written_tables import MarkdownTable, tables
from reelspec.output.publish import publish
from reelspec.project.build import build
from tests.support import PROVIDER, provider, write_root

ROOT = Path(__file__).resolve().parents[2]
SPEC = "specs/powertokens/models/wan2.7-i2v.yaml"
TYPES = "python/videoapis/powertokens/requests.py"
DESCRIPTION = ("description: Resolution tier.", "description: How many lines the video has.")
RULE = ("- [first_clip, last_frame]", "- [first_clip, driving_audio]")
TYPE = ("enum: [720P, 1080P]", "enum: [720P, 1080P, 4K]")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of this repository's specs with what is generated from them."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    write(tmp_path)
    return tmp_path


def write(root: Path, *, only: str | None = None) -> None:
    built = build(root, only=only)
    publish(root / "generated", built.files, built.manifest)


def edit(root: Path, change: tuple[str, str]) -> None:
    text = (root / SPEC).read_text(encoding="utf-8")
    assert text.count(change[0]) == 1
    (root / SPEC).write_text(text.replace(*change), encoding="utf-8")


def test_a_description_is_put_into_types_that_are_kept(root: Path) -> None:
    edit(root, DESCRIPTION)
    built = build(root)
    assert b"How many lines the video has." in built.files[TYPES]
    assert TYPES not in built.made
    assert built.files == build(root, reuse=False).files


def test_types_that_changed_are_made_anew(root: Path) -> None:
    edit(root, TYPE)
    built = build(root)
    assert TYPES in built.made
    assert built.files == build(root, reuse=False).files


def test_of_models_whose_rules_have_not_changed_nothing_is_made_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def tables_asked_for(model: Model) -> Iterator[MarkdownTable]:
        asked.append(model.name)
        return tables(model)

    monkeypatch.setattr("reelspec.codegen.package.readme.tables", tables_asked_for)
    edit(root, RULE)
    built = build(root)
    assert asked == ["wan2.7-i2v"]
    assert "first_clip + driving_audio" in built.files["python/README.md"].decode()
    assert built.files == build(root, reuse=False).files


def test_nothing_is_made_while_nothing_has_changed(root: Path) -> None:
    assert build(root).made == ()


def test_types_that_a_partial_run_has_left_outdated_are_not_taken_for_current(root: Path) -> None:
    edit(root, TYPE)
    write(root, only="apimart")  # records the new specs, and leaves the types of the other provider as they are
    assert b"4K" not in (root / "generated" / TYPES).read_bytes()
    edit(root, DESCRIPTION)
    assert build(root).files == build(root, reuse=False).files


def test_what_providers_share_concerns_each_of_them(tmp_path: Path) -> None:
    """A folder without openapi.yaml is no provider, and a file in it an input of all who refer to it."""
    model = {"film.yaml": "type: object\nproperties: {size: {$ref: ../../shared/size.yaml}}\n"}
    for name in ("one", "two"):
        files = {path.replace(f"specs/{PROVIDER}/", f"specs/{name}/"): text for path, text in provider(model).items()}
        write_root(tmp_path, files)
    write_root(tmp_path, {"specs/shared/size.yaml": "enum: [480P]\n"})
    write(tmp_path)
    write_root(tmp_path, {"specs/shared/size.yaml": "enum: [720P]\n"})
    built = build(tmp_path)
    assert [one.name for one in built.contract.providers] == ["one", "two"]
    for name in ("one", "two"):
        assert b'"720P"' in built.files[f"schemas/{name}/film.json"]
        assert f"python/videoapis/{name}/requests.py" in built.made
    assert built.files == build(tmp_path, reuse=False).files


def test_a_file_that_is_there_no_more_is_missed_by_all_that_were_made_from_it(tmp_path: Path) -> None:
    """No file of the other provider has changed, and what is made of both names one provider now."""
    for name in ("one", "two"):
        files = provider({"film.yaml": "type: object\nproperties: {size: {enum: [480P]}}\n"})
        write_root(
            tmp_path, {path.replace(f"specs/{PROVIDER}/", f"specs/{name}/"): text for path, text in files.items()}
        )
    write(tmp_path)
    shutil.rmtree(tmp_path / "specs/two")
    built = build(tmp_path)
    assert "python/README.md" in built.made
    assert "python/videoapis/one/requests.py" not in built.made
    assert built.files == build(tmp_path, reuse=False).files


def test_a_model_changes_the_lines_of_its_own_files_in_the_manifest(root: Path) -> None:
    before = build(root)
    lines = set(before.manifest.dump().decode().splitlines())
    edit(root, TYPE)
    after = build(root)
    changed = set(after.manifest.dump().decode().splitlines()) - lines
    others = {path for path, content in after.files.items() if content != before.files[path]}
    assert {line.split('"')[1] for line in changed} == {SPEC, f"key:{TYPES}", *others}
    assert len(changed) == len(others) + 2
