"""Everything that generated/ should hold, as one map from path to bytes with its manifest. Commands decide what to do with it.

A file whose inputs have not changed since the manifest was written is taken from disk rather than made again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reelspec.codegen.artifact import Artifact
from reelspec.common.digest import digest
from reelspec.common.kept import Kept
from reelspec.common.terminal import Tell, quiet
from reelspec.language.contract.keywords import name_hint
from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from reelspec.language.source.load import Loader
from reelspec.output.inputs import current_inputs, made_by
from reelspec.output.manifest import MANIFEST, Manifest
from reelspec.output.paths import Obstructed, look
from reelspec.project.emitters import OUTPUTS, emitters_of
from reelspec.project.index import Index, Partial

KEY = "key:"
"""Begins the inputs that are known only once specs have been read: of files that can be made from earlier versions."""
SHARED = "shared:"
"""Begins those that several files are made from; they are asked for and compared in every run."""
OUTDATED = "outdated:"
"""Begins the inputs that name a file which a partial run has left as it was although it should change; alone, it says that
files are missing."""


class UnknownName(LookupError):
    """`--only` names no provider and no model; the message says which there are, or a near one."""


class Built(NamedTuple):
    """The whole of generated/ besides its manifest. made: the paths that were made rather than taken from disk, sorted."""

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
    generated = root / "generated"
    before = _manifest(generated) if reuse else Manifest({}, {})
    contract, partial = _read(root, before) if reuse else (load(root, outputs=OUTPUTS, loader=Loader(root)), None)
    owned = None if only is None else selected(contract, only)
    inputs = current_inputs(os.fspath(root))
    before = _without_what_has_gone(before, inputs)
    rules = frozenset() if partial is None else partial.files
    alone = cache(
        lambda: {} if partial is None else {artifact.path: artifact for artifact in _artifacts(partial.alone)}
    )
    files: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    made: list[str] = []
    artifacts = _by_owner(_artifacts(contract))
    for artifact in artifacts:
        names = _inputs_of(artifact)
        for shared in artifact.shared:
            name = SHARED + shared.name
            if name not in inputs:
                # Types and fields are what they were, whatever rules say now.
                inputs[name] = before.inputs[name] if rules and name in before.inputs else digest(shared.value())
        known = before.files.get(artifact.path)
        wanted = owned is None or artifact.path in owned
        if known is None and not wanted:
            continue
        same = _same(artifact.path, names, before, inputs)
        beside = same or _same(artifact.path, tuple(name for name in names if name not in rules), before, inputs)
        same = same or (beside and artifact.beside_rules)
        if artifact.reuse is not None:
            key = KEY + artifact.path
            inputs[key] = before.inputs[key] if same else digest(artifact.reuse.key())
        content = earlier = None
        if known is not None and (earlier := _recorded(generated, artifact.path, known)) is not None:
            if same:
                content = earlier
            elif not wanted:
                content = earlier
                inputs[OUTDATED + artifact.path] = "yes"
            elif artifact.reuse is not None and _same_slow_part(artifact.path, names, before, inputs):
                content = artifact.reuse.refresh(earlier)
            elif beside and artifact.sections is not None and partial is not None:
                content = _with_sections(earlier, alone()[artifact.path])
        if content is None:
            # Also a file that `only` does not name but somebody has edited or removed: left out, it would be ours no more.
            tell(f"making {artifact.path} ({len(files) + 1} of {len(artifacts)})")
            content = artifact.make()
            made.append(artifact.path)
        files[artifact.path] = content
        digests[artifact.path] = known if known is not None and content is earlier else digest(content)
    if len(files) < len(artifacts):
        inputs[OUTDATED] = "yes"
    return Built(contract, files, Manifest(inputs, digests), tuple(sorted(made)))


def _read(root: Path, before: Manifest) -> tuple[Contract, Partial | None]:
    """The contract; read in part, where rules of some models alone have changed since the run that has left the manifest."""
    program = made_by()
    index = Index(root, "generated", program)
    partial = index.partial({name: value for name, value in before.inputs.items() if name.startswith("specs/")})
    if partial is not None:
        index.know(partial.known)
        return partial.contract, partial
    kept = Kept(os.fspath(root), "documents", program)
    contract = load(root, outputs=OUTPUTS, loader=Loader(root, kept))
    kept.save()
    index.keep(contract)
    return contract, None


def _with_sections(earlier: bytes, alone: Artifact) -> bytes | None:
    """A file with the parts of models that have changed put into an earlier version; None where they are not the same ones.
    alone: the file of those models and no others."""
    assert alone.sections is not None
    old, new = earlier.decode(), alone.make().decode()
    places, parts = alone.sections(old), alone.sections(new)
    if not parts or places.keys() != parts.keys():
        return None
    for name in sorted(places, key=lambda name: places[name].start, reverse=True):
        old = old[: places[name].start] + new[parts[name]] + old[places[name].stop :]
    return old.encode()


def _artifacts(contract: Contract) -> Iterator[Artifact]:
    return (artifact for emitter in emitters_of(contract) for artifact in emitter(contract))


def _by_owner(artifacts: Iterable[Artifact]) -> list[Artifact]:
    """Those of one model one after the other: what several of them are made of is made once, and forgotten soon."""
    owners: dict[str | None, list[Artifact]] = {}
    for artifact in artifacts:
        owners.setdefault(artifact.owner, []).append(artifact)
    return [artifact for several in owners.values() for artifact in several]


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


def _without_what_has_gone(before: Manifest, inputs: Mapping[str, str]) -> Manifest:
    """The manifest; without its specs where one of them is there no more. Of those files alone the current inputs of what was
    made from them say nothing: whatever else was left out or added is a change of a file that they list."""
    specs = {name for name in before.inputs if name.startswith("specs/")}
    if specs <= inputs.keys():
        return before
    return before._replace(inputs={name: value for name, value in before.inputs.items() if name not in specs})


def _same(path: str, names: tuple[str, ...], before: Manifest, inputs: Mapping[str, str]) -> bool:
    """The file was made from what there is now. Its key only has to be there: it follows from the rest."""
    return OUTDATED + path not in before.inputs and all(
        name in before.inputs and (name.startswith(KEY) or before.inputs[name] == inputs.get(name)) for name in names
    )


def _same_slow_part(path: str, names: tuple[str, ...], before: Manifest, inputs: Mapping[str, str]) -> bool:
    """What decides the slow part of a file is what it was: its key, and everything that is no spec.

    Of an outdated file that is not known: the manifest has the key of the specs that it was not made from.
    """
    return OUTDATED + path not in before.inputs and all(
        before.inputs.get(name) == inputs.get(name) for name in names if not name.startswith("specs/")
    )


def selected(contract: Contract, only: str) -> frozenset[str]:
    """The paths that belong to PROVIDER, or to PROVIDER/MODEL and what its provider's models share.

    Raises UnknownName when there is no such provider or model.
    """
    providers = [provider.name for provider in contract.providers]
    models = contract.names()
    if only not in providers and only not in models:
        raise UnknownName(f"there is no provider or model {only}; {name_hint(only, [*providers, *models])}")
    return frozenset(
        artifact.path
        for artifact in _artifacts(contract)
        if artifact.owner is not None
        and (artifact.owner == only or artifact.owner.startswith(f"{only}/") or only.startswith(f"{artifact.owner}/"))
    )


def _manifest(generated: Path) -> Manifest:
    try:
        return Manifest.load(look(str(generated), MANIFEST) or b"")
    except (OSError, ValueError, Obstructed):
        return Manifest({}, {})


def _recorded(generated: Path, path: str, sha256: str) -> bytes | None:
    """The file on disk if it is as the manifest says."""
    try:
        content = look(str(generated), path)
    except (OSError, Obstructed):
        return None
    return content if content is not None and digest(content) == sha256 else None
