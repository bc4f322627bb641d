"""Everything that generated/ should hold, as one map from path to bytes with its manifest. Commands decide what to do with it.

A file whose inputs have not changed since the manifest was written is taken from disk rather than made again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reelspec.codegen.artifact import Artifact
from reelspec.common.digest import digest
from reelspec.common.terminal import Tell, quiet
from reelspec.language.contract.keywords import name_hint
from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from reelspec.output.inputs import current_inputs
from reelspec.output.manifest import MANIFEST, Entry, Manifest
from reelspec.output.paths import Obstructed, look
from reelspec.project.emitters import OUTPUTS, emitters_of

KEY = "key:"
"""Begins the inputs that are known only once specs have been read: of files that can be made from earlier versions."""
SHARED = "shared:"
"""Begins those that several files are made from; they are asked for and compared in every run."""
OUTDATED = "outdated"
"""Stands among the inputs of files that a partial run has left as they were although they should change."""


class UnknownName(LookupError):
    """`--only` names no provider and no model; the message says which there are, or a near one."""


class Built(NamedTuple):
    """The whole of generated/ besides its manifest. made: the paths that were made rather than taken from disk."""

    contract: Contract
    files: Mapping[str, bytes]
    manifest: Manifest
    made: tuple[str, ...]


def build(root: Path, *, only: str | None = None, reuse: bool = True, tell: Tell = quiet) -> Built:
    """Make everything in memory. only: PROVIDER or PROVIDER/MODEL; the rest stays as the last run left it.
    reuse: take files whose inputs have not changed from disk; without it the manifest is not trusted.
    tell: called with what is being made.

    Raises Problems for wrong specs, and UnknownName when `only` names nothing.
    """
    tell("reading the specs")
    contract = load(root, outputs=OUTPUTS)
    owned = None if only is None else selected(contract, only)
    inputs = current_inputs(os.fspath(root))
    generated = root / "generated"
    before = _manifest(generated) if reuse else Manifest({}, {})
    files: dict[str, bytes] = {}
    entries: dict[str, Entry] = {}
    made: list[str] = []
    artifacts = [artifact for emitter in emitters_of(contract) for artifact in emitter(contract)]
    for artifact in artifacts:
        names = _inputs_of(artifact)
        for shared in artifact.shared:
            if SHARED + shared.name not in inputs:
                inputs[SHARED + shared.name] = digest(shared.value())
        known = before.files.get(artifact.path)
        wanted = owned is None or artifact.path in owned
        if known is None and not wanted:
            continue
        same = known is not None and _same(names, known, before, inputs)
        if artifact.reuse is not None:
            key = KEY + artifact.path
            inputs[key] = before.inputs[key] if same else digest(artifact.reuse.key())
        content = None
        if known is not None and (earlier := _recorded(generated, artifact.path, known)) is not None:
            if same:
                content = earlier
            elif not wanted:
                content, names = earlier, (*names, OUTDATED)
            elif artifact.reuse is not None and _same_slow_part(names, known, before, inputs):
                content = artifact.reuse.refresh(earlier)
        if content is None:
            # Also a file that `only` does not name but somebody has edited or removed: left out, it would be ours no more.
            tell(f"making {artifact.path} ({len(files) + 1} of {len(artifacts)})")
            content = artifact.make()
            made.append(artifact.path)
        files[artifact.path] = content
        entries[artifact.path] = Entry(digest(content), tuple(sorted(names)))
    if any(OUTDATED in entry.inputs for entry in entries.values()) or len(entries) < len(artifacts):
        inputs[OUTDATED] = "yes"
    return Built(contract, files, Manifest(inputs, entries), tuple(made))


def _inputs_of(artifact: Artifact) -> tuple[str, ...]:
    return (
        "generator",
        "settings",
        *(f"package:{name}" for name in artifact.packages),
        *(f"templates/{name}" for name in artifact.templates),
        *artifact.specs,
        *(SHARED + shared.name for shared in artifact.shared),
        *(() if artifact.reuse is None else (KEY + artifact.path,)),
    )


def _same(names: tuple[str, ...], known: Entry, before: Manifest, inputs: Mapping[str, str]) -> bool:
    """The file was made from what there is now. Its key is not looked at: it follows from the rest."""
    return set(known.inputs) == set(names) and all(
        before.inputs[name] == inputs.get(name) for name in names if not name.startswith(KEY)
    )


def _same_slow_part(names: tuple[str, ...], known: Entry, before: Manifest, inputs: Mapping[str, str]) -> bool:
    """What decides the slow part of a file is what it was: its key, and everything that is no spec.

    Of an outdated file that is not known: the manifest has the key of the specs that it was not made from.
    """
    return OUTDATED not in known.inputs and all(
        before.inputs.get(name) == inputs.get(name) for name in names if not name.startswith("specs/")
    )


def selected(contract: Contract, only: str) -> frozenset[str]:
    """The paths that belong to PROVIDER, or to PROVIDER/MODEL and what its provider's models share.

    Raises UnknownName when there is no such provider or model.
    """
    providers = [one.name for one in contract.providers]
    models = contract.names()
    if only not in providers and only not in models:
        raise UnknownName(f"there is no provider or model {only}; {name_hint(only, [*providers, *models])}")
    return frozenset(
        artifact.path
        for emitter in emitters_of(contract)
        for artifact in emitter(contract)
        if artifact.owner is not None
        and (artifact.owner == only or artifact.owner.startswith(f"{only}/") or only.startswith(f"{artifact.owner}/"))
    )


def _manifest(generated: Path) -> Manifest:
    try:
        return Manifest.load(look(str(generated), MANIFEST) or b"")
    except (OSError, ValueError, Obstructed):
        return Manifest({}, {})


def _recorded(generated: Path, path: str, entry: Entry) -> bytes | None:
    """The file on disk if it is as the manifest says."""
    try:
        content = look(str(generated), path)
    except (OSError, Obstructed):
        return None
    return content if content is not None and digest(content) == entry.sha256 else None
