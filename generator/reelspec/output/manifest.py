"""The manifest: which files are ours and what each was made from. Commands and the writer call it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from reelspec.common.digest import digest
from reelspec.output.paths import MANIFEST, check_paths

__all__ = ["MANIFEST", "Entry", "Manifest", "check"]


class Entry(NamedTuple):
    """One file that we own.

    sha256: 64 lower-case hexadecimal digits, of its bytes.
    inputs: sorted names of keys in Manifest.inputs that it was made from.
    """

    sha256: str
    inputs: tuple[str, ...]


class Manifest(NamedTuple):
    """What stands in generated/manifest.json.

    inputs: SHA-256 or version by name: "specs/…", "templates/…", "generator", "package:datamodel-code-generator".
    files: the owned files by path relative to generated/ (posix), without the manifest itself.
    """

    inputs: Mapping[str, str]
    files: Mapping[str, Entry]

    def dump(self) -> bytes:
        """The manifest as JSON: sorted, ASCII, a newline at the end. Equal manifests give equal bytes."""
        inputs = [f"    {json.dumps(name)}: {json.dumps(self.inputs[name])}" for name in sorted(self.inputs)]
        files = [
            f"    {json.dumps(path)}: {{\n"
            f'      "sha256": {json.dumps(self.files[path].sha256)},\n'
            f'      "inputs": {json.dumps(sorted(self.files[path].inputs))}\n'
            "    }"
            for path in sorted(self.files)
        ]
        return ("{\n" + _block("inputs", inputs) + ",\n" + _block("files", files) + "\n}\n").encode()

    @classmethod
    def load(cls, data: bytes) -> Manifest:
        """The manifest that `data` holds.

        Raises ValueError when it is not one: not JSON of exactly this form, a repeated key, a digest that is
        none, an unknown input, or a path that could lead out of generated/ or to the writer's own files
        (check_paths). A manifest comes with a repository and is not trusted, since what it owns can be
        deleted.
        """
        try:
            document = json.loads(data.decode(), object_pairs_hook=_object)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None
        match document:
            case {"inputs": dict(inputs), "files": dict(files)} if len(document) == 2:
                pass
            case _:
                raise ValueError('it is not an object with "inputs" and "files"')
        for name, value in inputs.items():
            if not isinstance(value, str):
                raise ValueError(f"its input {name!r} is not a string")
        check_paths(files)
        return cls(
            {name: inputs[name] for name in sorted(inputs)},
            {path: _entry(path, files[path], inputs) for path in sorted(files)},
        )


def check(files: Mapping[str, bytes], manifest: Manifest) -> None:
    """Raises ValueError unless `manifest` lists exactly `files`, with their digests and all are allowed."""
    check_paths(files)
    if files.keys() != manifest.files.keys():
        path = min(files.keys() ^ manifest.files.keys())
        raise ValueError(f"{path!r} is only in the files or only in the manifest")
    for path, entry in manifest.files.items():
        if entry.sha256 != digest(files[path]):
            raise ValueError(f"the manifest's sha256 of {path!r} is not that of its bytes")
        if not manifest.inputs.keys() >= set(entry.inputs):
            raise ValueError(f"{path!r} is made from an input that the manifest does not list")


def _entry(path: str, value: Any, inputs: Mapping[str, str]) -> Entry:
    match value:
        case {"sha256": str(sha256), "inputs": list(names)} if len(value) == 2:
            if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
                raise ValueError(f"its sha256 of {path!r} is none")
            if not all(isinstance(name, str) and name in inputs for name in names):
                raise ValueError(f"its entry {path!r} is made from an input that it does not list")
            if names != sorted(set(names)):
                raise ValueError(f"the inputs of its entry {path!r} are not sorted")
            return Entry(sha256, tuple(names))
        case _:
            raise ValueError(f'its entry {path!r} is not an object with "sha256" and "inputs"')


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("it repeats a key")
    return found


def _block(name: str, rows: list[str]) -> str:
    return f'  "{name}": {{\n' + ",\n".join(rows) + "\n  }" if rows else f'  "{name}": {{}}'
