"""Whether there is anything to do: the answer, and that it costs next to nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reelspec.common.digest import digest
from reelspec.output.fresh import fresh
from reelspec.output.manifest import Manifest
from reelspec.output.publish import publish

Describe = Callable[[Mapping[str, bytes]], Manifest]
FILES = {"a": b"1", "b/ü": b"2", "c/d/e": b""}
PATHS = [str(Path(__file__).parents[2] / "generator"), *sys.path]


@pytest.fixture
def root(tmp_path: Path, describe: Describe) -> Path:
    publish(tmp_path / "generated", FILES, describe(FILES))
    return tmp_path


def test_what_has_just_been_published_is_fresh(root: Path, describe: Describe) -> None:
    assert fresh(root, lambda: describe(FILES).inputs)
    assert fresh(str(root), lambda: describe(FILES).inputs)
    (root / "generated/somebody's").write_bytes(b"")
    assert fresh(root, lambda: describe(FILES).inputs)


@pytest.mark.parametrize(
    "change",
    [
        lambda generated: (generated / "a").write_bytes(b"edited"),
        lambda generated: (generated / "b/ü").unlink(),
        lambda generated: (generated / "manifest.json").unlink(),
        lambda generated: (generated / "manifest.json").write_bytes(b""),
        lambda generated: (generated / "manifest.json").write_bytes(b"[]"),
        lambda generated: (generated / "manifest.json").write_bytes(b"\xff"),
        lambda generated: (generated / "manifest.json").write_bytes(b"[" * 100_000),
        lambda generated: (generated / "manifest.json").write_bytes(b"<<<<<<<"),
        lambda generated: (generated / "manifest.json").write_bytes((generated / "manifest.json").read_bytes() + b"x"),
        lambda generated: (generated / ".staging").mkdir(),
        lambda generated: (generated / "a").rename(generated / "z") and (generated / "a").symlink_to("z"),
        lambda generated: (generated / "c").rename(generated / "z") and (generated / "c").symlink_to("z"),
        lambda generated: (generated / "a").unlink() or (generated / "a").mkdir(),
    ],
)
def test_whatever_is_doubtful_is_not_fresh(root: Path, describe: Describe, change: Callable[[Path], object]) -> None:
    change(root / "generated")
    assert not fresh(root, lambda: describe(FILES).inputs)


def test_other_inputs_are_not_fresh(root: Path, describe: Describe) -> None:
    inputs = dict(describe(FILES).inputs)
    assert not fresh(root, lambda: inputs | {"generator": "2"})
    assert not fresh(root, lambda: inputs | {"specs/b.yaml": "1"})
    assert not fresh(root, lambda: {"generator": "1"})


def test_nothing_generated_is_not_fresh_and_asks_for_no_inputs(tmp_path: Path) -> None:
    def inputs() -> Mapping[str, str]:
        pytest.fail("inputs were asked for")

    assert not fresh(tmp_path, inputs)


@pytest.mark.parametrize("path", ["../secret", "b/../../secret", "/secret"])
def test_nothing_outside_is_read(root: Path, path: str) -> None:
    (root / "secret").write_bytes(b"1")
    path = path if path != "/secret" else str(root / "secret")
    document = {"inputs": {}, "files": {path: digest(b"1")}}
    (root / "generated/manifest.json").write_text(json.dumps(document))
    assert not fresh(root, dict)


@pytest.mark.parametrize("broken", [b"", b"[", b'{"inputs"', b"<<<<<<< HEAD\n{", b"\xff"])
def test_a_broken_manifest_is_no_answer(root: Path, describe: Describe, broken: bytes) -> None:
    """In a fresh interpreter: what other tests have imported must not be what saves it."""
    (root / "generated/manifest.json").write_bytes(broken)
    program = f"import sys; sys.path[:0] = {PATHS!r}\nfrom reelspec.output.fresh import fresh\nprint(fresh({str(root)!r}, dict))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_no_heavy_import(root: Path, describe: Describe) -> None:
    """In a fresh interpreter without site, so that only what fresh itself imports is counted."""
    program = (
        f"import sys; sys.path[:0] = {PATHS!r}; before = set(sys.modules)\n"
        "from reelspec.common.digest import digest_tree\n"
        "from reelspec.output.fresh import fresh\n"
        f"assert fresh({str(root)!r}, lambda: {dict(describe(FILES).inputs)!r})\n"
        f"digest_tree({str(root)!r}, ())\n"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    heavy = {"argparse", "ast", "dataclasses", "inspect", "pathlib", "typing", "yaml"}
    assert not heavy & set(done.stdout.split())
