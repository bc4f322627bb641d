"""The manifest: which files are ours, and what all of them were made from. Commands and the writer call it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from reelspec.common.digest import digest
from reelspec.output.paths import MANIFEST, check_paths

__all__ = ["MANIFEST", "Manifest", "check"]


class Manifest(NamedTuple):
    """What stands in generated/manifest.json.

    inputs: SHA-256 or version by name: "specs/…", "templates/…", "generator", "package:datamodel-code-generator".
    files: SHA-256 of the owned files, 64 lower-case hexadecimal digits, by path relative to generated/ (posix), without the
    manifest itself. One line each, so that a change of one model changes the lines of its own files.
    """

    inputs: Mapping[str, str]
    files: Mapping[str, str]

    def dump(self) -> bytes:
        """The manifest as JSON: sorted, ASCII, a newline at the end. Equal manifests give equal bytes."""
        document = {"inputs": dict(sorted(self.inputs.items())), "files": dict(sorted(self.files.items()))}
        return (json.dumps(document, indent=2) + "\n").encode()

    @classmethod
    def load(cls, data: bytes) -> Manifest:
        """The manifest that `data` holds.

        Raises ValueError when it is not one: not JSON of exactly this form, a repeated key, a digest that is
        none, or a path that could lead out of generated/ or to the writer's own files
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
            {path: _sha256(path, files[path]) for path in sorted(files)},
        )


def check(files: Mapping[str, bytes], manifest: Manifest) -> None:
    """Raises ValueError unless `manifest` lists exactly `files`, with their digests and all are allowed."""
    check_paths(files)
    if files.keys() != manifest.files.keys():
        path = min(files.keys() ^ manifest.files.keys())
        raise ValueError(f"{path!r} is only in the files or only in the manifest")
    for path, sha256 in manifest.files.items():
        if sha256 != digest(files[path]):
            raise ValueError(f"the manifest's sha256 of {path!r} is not that of its bytes")


def _sha256(path: str, value: Any) -> str:
    if isinstance(value, dict):  # written by 0.1.0, with the names of its inputs beside it
        value = value.get("sha256")
    if not isinstance(value, str) or len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise ValueError(f"its sha256 of {path!r} is none")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("it repeats a key")
    return members
