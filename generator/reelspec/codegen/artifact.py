"""What emitters give: the files of generated/, each with what it is made from and how to make it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from reelspec.language.contract.model import Model
from reelspec.language.source.node import Json


class Reuse(NamedTuple):
    """How a file that is slow to make comes from an earlier version of itself.

    key: gives what decides the slow part. refresh: the file from the earlier bytes, while key gives what it gave then.
    """

    key: Callable[[], bytes]
    refresh: Callable[[bytes], bytes]


class Shared(NamedTuple):
    """What many files take from all specs of a provider, and a change of one spec seldom touches.

    name: the same for the same value, which is asked for once a run.
    """

    name: str
    value: Callable[[], bytes]


class Parts(NamedTuple):
    """A file of many models that is put together of a part for each of them.

    name: the same for the same kind of part, a file name. part: gives a model's, which follows from the model's files alone.
    join: gives the file from the parts of all models, in order.
    """

    name: str
    models: Sequence[Model]
    part: Callable[[Model], Json]
    join: Callable[[Sequence[Json]], bytes]

    def make(self) -> bytes:
        """The file, with every part made anew."""
        return self.join([self.part(model) for model in self.models])


class Artifact(NamedTuple):
    """One file. path: relative to generated/. specs: the spec files that it is made from. templates: the templates.

    shared: what else it is made from; the specs that this comes from need not be among its own.
    packages: the distributions whose version decides the bytes, of those in `output.inputs.PACKAGES`.
    make: gives the bytes; called only when something that the file is made from has changed.
    owner: PROVIDER/MODEL or PROVIDER that the file belongs to, None for files of the whole package.
    reuse: None for files that are made anew whenever something has changed. parts: those that `make` makes anew, where a run
    may take them from an earlier one.
    """

    path: str
    make: Callable[[], bytes]
    specs: tuple[str, ...]
    templates: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    owner: str | None = None
    reuse: Reuse | None = None
    shared: tuple[Shared, ...] = ()
    parts: Parts | None = None
