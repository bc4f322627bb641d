"""What is written otherwise, spot by spot, and which of it no delta accounts for: the net below all kinds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.equality import canonical
from reelspec.language.source.node import Json, Pointer, SourceFile
from reelspec.language.source.pointer import escape


def unaccounted(
    old: Mapping[str, SourceFile], new: Mapping[str, SourceFile], deltas: Collection[Delta]
) -> Iterator[Change]:
    """A change for every difference between the files that no delta accounts for. It alters nothing that is judged,
    sent or called, else there would be a delta: a list in another order, a schema moved into a file of its own."""
    accounted: tuple[dict[str, set[Pointer]], dict[str, set[Pointer]]] = ({}, {})
    for delta in deltas:
        for side, spots in zip(accounted, (delta.old_spots, delta.new_spots), strict=True):
            for file, pointer in spots:
                side.setdefault(file, set()).add(pointer)
    for file in sorted({*old, *new}):
        mine = [side.get(file, set()) for side in accounted]
        if file not in old or file not in new:
            if not mine[0] and not mine[1]:
                verb = "is new" if file in new else "is gone"
                place = f"{file}:1:1"
                yield _other(file, "", f"the file {file} {verb}", *(("", place) if file in new else (place, "")))
            continue
        known = mine[0] | mine[1]
        for pointer in differences(old[file].value, new[file].value):
            if not any(_related(pointer, spot) for spot in known):
                text = "".join(f"/{escape(str(step))}" for step in pointer)
                message = f"{text or 'the file'} is written otherwise, which changes nothing that is judged or called"
                places = [str(side[file].place(pointer)) for side in (old, new)]
                yield _other(file, text, message, *places)


def _other(file: str, pointer: str, message: str, old: str, new: str) -> Change:
    return Change("other", Effect.DOCUMENTATION, file, pointer, message, old, new)


def _related(pointer: Pointer, other: Pointer) -> bool:
    """Whether one of two places stands in the other."""
    length = min(len(pointer), len(other))
    return pointer[:length] == other[:length]


def differences(old: Json, new: Json, at: Pointer = ()) -> Iterator[Pointer]:
    """The places where two values differ, as deep as they can be told; a list that is only in another order is one."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys((*old, *new)):
            if name not in old or name not in new:
                yield (*at, name)
            else:
                yield from differences(old[name], new[name], (*at, name))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _items(old, new, at)
    elif canonical(old) != canonical(new):
        yield at


def _items(old: list[Json], new: list[Json], at: Pointer) -> Iterator[Pointer]:
    before, after = [canonical(item) for item in old], [canonical(item) for item in new]
    if before == after:
        return
    if len(before) == len(after):
        changed = [index for index, (earlier, later) in enumerate(zip(before, after, strict=True)) if earlier != later]
        if sorted(before) != sorted(after):
            for index in changed:
                yield from differences(old[index], new[index], (*at, index))
            return
    yield at
