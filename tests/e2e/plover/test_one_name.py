"""One model name on two operations: everything keeps the two schemas apart, and adding one renames nothing."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reelspec.language.parser.load import load
from reelspec.language.source.place import Problems
from reelspec.options.load import models_of
from reelspec.project.checks import check_specs
from reelspec.testing.mock import Clock, Mock
from reelspec.testing.verify.run import verify
from reelspec.testing.verify.target import target_of
from tests.e2e.commands.conftest import Call, call
from tests.e2e.plover.plover import FOLDER, MODELS, contract

__all__ = ["call"]  # a fixture

TEXT = {"model": "plover-1", "prompt": "A plover runs."}
IMAGE = {"model": "plover-1", "image": "https://example.com/a.png"}
NEITHER = {"model": "plover-1", "prompt": "A plover runs.", "image": "https://example.com/a.png", "seconds": 3}


def changed(folder: Path, changes: Mapping[str, tuple[str, str]]) -> Path:
    """Plover's specs in a folder with a text of some files replaced."""
    shutil.copytree(FOLDER / "specs", folder / "specs")
    for name, (old, new) in changes.items():
        file = folder / "specs/plover" / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))
    return folder


def names(root: Path) -> dict[str, str]:
    """Model -> the value that its discriminator holds."""
    return {one.name: one.value for one in load(root).models()}


def test_check_has_nothing_to_say() -> None:
    assert check_specs(FOLDER)[1] == []


def test_the_file_that_is_called_so_has_the_name_in_either_order(tmp_path: Path) -> None:
    assert names(FOLDER) == {"plover-1": "plover-1", "plover-1-image": "plover-1"}
    turned = changed(tmp_path, {"openapi.yaml": ("/text2video:", "/zoo:")})
    text = (turned / "specs/plover/openapi.yaml").read_text()
    first, second = text.index("  /zoo:"), text.index("  /image2video:")
    end = text.index("components:")
    (turned / "specs/plover/openapi.yaml").write_text(text[:first] + text[second:end] + text[first:second] + text[end:])
    assert names(turned) == names(FOLDER)


def test_without_such_a_file_the_first_operation_keeps_the_name(tmp_path: Path) -> None:
    root = changed(tmp_path, {"openapi.yaml": ("models/plover-1.yaml", "models/text.yaml")})
    (root / "specs/plover/models/plover-1.yaml").rename(root / "specs/plover/models/text.yaml")
    assert list(names(root)) == ["plover-1", "plover-1-image"]
    text = (root / "specs/plover/openapi.yaml").read_text()
    alone = text[: text.index("  /image2video:")] + text[text.index("components:") :]
    (root / "specs/plover/openapi.yaml").write_text(alone)
    (root / "specs/plover/models/plover-1-image.yaml").unlink()
    assert list(names(root)) == ["plover-1"]


def test_x_name_goes_before_the_file(tmp_path: Path) -> None:
    root = changed(tmp_path, {"models/plover-1-image.yaml": ("type: object", "x-name: plover-picture\ntype: object")})
    assert names(root) == {"plover-1": "plover-1", "plover-picture": "plover-1"}


def test_a_family_that_shares_its_names_has_the_file_before_each(tmp_path: Path) -> None:
    both = ("const: plover-1", "enum: [plover-1, plover-2]")
    root = changed(tmp_path, {"models/plover-1-image.yaml": both})
    assert names(root) == {"plover-1": "plover-1", "plover-1-image.plover-1": "plover-1", "plover-2": "plover-2"}


def refused(root: Path) -> list[str]:
    with pytest.raises(Problems) as found:
        load(root)
    return [str(one) for one in found.value.problems]


def test_two_names_that_coincide_are_an_error(tmp_path: Path) -> None:
    root = changed(tmp_path, {"models/plover-1-image.yaml": ("type: object", "x-name: plover-1\ntype: object")})
    (said,) = refused(root)
    assert "plover-1-image.yaml:2:9" in said
    assert "plover-1 and plover-1 are both plover_1 in Python; x-name gives one of them a name of its own" in said


def test_within_one_operation_a_name_is_claimed_once(tmp_path: Path) -> None:
    one = "                - $ref: models/plover-1.yaml\n"
    root = changed(tmp_path, {"openapi.yaml": (one, f"{one}                - $ref: models/plover-1-image.yaml\n")})
    (said,) = refused(root)
    assert "the model plover-1 is claimed by specs/plover/models/plover-1" in said


@pytest.mark.parametrize("wrong", ["x-name: 7", 'x-name: ""', "x-name: [a]"])
def test_x_name_is_a_text(tmp_path: Path, wrong: str) -> None:
    root = changed(tmp_path, {"models/plover-1-image.yaml": ("type: object", f"{wrong}\ntype: object")})
    assert "x-name must be a text of 1 to 100 characters" in refused(root)[0]


def judged(call: Call, body: Any, *options: str) -> tuple[int, str]:
    ran = call("validate", "-", "--root", FOLDER, *options, stdin=json.dumps(body).encode())
    return ran.code, ran.out


def test_validate_takes_the_only_model_that_accepts_the_body(call: Call) -> None:
    assert judged(call, TEXT) == (0, "standard input: valid (plover/plover-1, text.create)\n")
    assert judged(call, IMAGE) == (0, "standard input: valid (plover/plover-1-image, image.create)\n")


def test_validate_shows_all_otherwise_and_asks_for_the_operation(call: Call) -> None:
    code, out = judged(call, NEITHER)
    assert code == 2
    assert "standard input: invalid (plover/plover-1, text.create)" in out
    assert "standard input: invalid (plover/plover-1-image, image.create)" in out
    assert out.splitlines()[-1] == (
        "standard input: undecided: it may be for plover/plover-1, text.create and plover/plover-1-image, image.create, "
        "none of which it fits; say which with --operation"
    )
    code, out = judged(call, [NEITHER, TEXT], "--format", "json")
    first, second = json.loads(out)
    assert (code, first["model"], second["model"]) == (2, None, "plover-1")
    assert [one["operations"] for one in first["candidates"]] == [["text.create"], ["image.create"]]
    assert [one["rule"] for one in first["violations"]] == ["operation"]
    code, out = judged(call, NEITHER, "--format", "jsonl")
    assert (code, {**json.loads(out), "where": 0}) == (2, {**first, "where": 0})
    code, out = judged(call, [NEITHER, TEXT], "--summary")
    assert (code, out.splitlines()[0]) == (2, "2 bodies: 1 valid, 0 invalid, 0 unreadable, 1 undecided")


def test_the_operation_decides(call: Call) -> None:
    code, out = judged(call, NEITHER, "--operation", "image.create")
    assert (code, out.splitlines()[0]) == (1, "standard input: invalid (plover/plover-1-image)")
    assert judged(call, {"prompt": "A plover."}, "--operation", "text.create")[0] == 1
    ran = call("validate", "-", "--root", FOLDER, "--operation", "image.crate", stdin=b"{}")
    assert (ran.code, ran.err) == (2, "reelspec: there is no operation image.crate; did you mean image.create?\n")


def test_a_model_is_given_by_its_own_name(call: Call) -> None:
    assert judged(call, IMAGE, "--model", "plover-1-image")[0] == 0
    assert judged(call, IMAGE, "--model", "plover-1")[0] == 1
    listed = call("list", "--root", FOLDER)
    assert listed.out.split() == [f"plover/{name}" for name in MODELS]


def test_clients_schemas_and_cases_keep_them_apart(package: Any, generated: Path) -> None:
    mock = Mock(contract())
    with package.Plover("key", base_url="http://mock", transport=mock.transport()) as client:
        assert client.text.create(**TEXT)
        assert client.image.create(**IMAGE)
        for method, body in ((client.text.create, IMAGE), (client.image.create, {**TEXT, "seconds": 3})):
            with pytest.raises(package.InvalidRequestError):
                method(**body)
    assert [len(mock.journal.of(operation=f"{one}.create")) for one in ("text", "image")] == [1, 1]
    bundle = json.loads((generated / "openapi/plover.json").read_bytes())
    mapped = [
        bundle["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]["discriminator"][
            "mapping"
        ]
        for path in ("/text2video", "/image2video")
    ]
    assert [[*one] for one in mapped] == [["plover-1"], ["plover-1"]]
    assert mapped[0] != mapped[1]
    for name in MODELS:
        assert (generated / f"schemas/plover/{name}.json").is_file()
        assert json.loads((generated / f"cases/plover/{name}.json").read_bytes())["model"] == name


def test_the_mock_tells_them_apart_and_is_right_by_verify() -> None:
    (provider,) = contract().providers
    mock = Mock(contract(), clock=Clock(speed=500))
    report = asyncio.run(verify(provider, list(provider.models), target_of(mock.app, provider)))
    assert report.findings == ()
    assert {one.operation for one in report.outcomes} == {"text.create", "image.create"}


def test_half_a_request_that_names_both_can_become_either() -> None:
    (provider,) = contract().providers
    models = models_of(provider)
    names = [one.name for one in provider.models if one.value == "plover-1"]
    assert len(names) == 2
    both = models.options({"model": "plover-1"}, None)
    assert both["model"] is None
    assert {"prompt", "image"} <= both["fields"].keys()
    fits = models.models_for(IMAGE)
    assert sorted(fits[one]["possible"] for one in names) == [False, True]
