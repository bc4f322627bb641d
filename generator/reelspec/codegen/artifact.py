"""What emitters give: the files of generated/, each with what it is made from and how to make it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from reelspec.language.contract.model import Model


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


class Sections(NamedTuple):
    """Where the parts of models stand in a file of many, which each follow from the files of their own model alone.

    models: those of the file. find: gives, for the text of a file, the place of each model's part by PROVIDER/MODEL. The part is
    the same in a file of that model alone.
    """

    models: Sequence[Model]
    find: Callable[[str], Mapping[str, slice]]


class Artifact(NamedTuple):
    """One file. path: relative to generated/. specs: the spec files that it is made from. templates: the templates.

    shared: what else it is made from; the specs that this comes from need not be among its own.
    packages: the distributions whose version decides the bytes, of those in `output.inputs.PACKAGES`.
    make: gives the bytes; called only when something that the file is made from has changed.
    owner: PROVIDER/MODEL or PROVIDER that the file belongs to, None for files of the whole package.
    reuse: None for files that are made anew whenever something has changed. beside_rules: nothing in it follows from the rules
    of models, but for those that narrow single fields whatever stands beside them. sections: the parts of it in which rules
    stand, of a file where they stand nowhere else; None for no such file.
    """

    path: str
    make: Callable[[], bytes]
    specs: tuple[str, ...]
    templates: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    owner: str | None = None
    reuse: Reuse | None = None
    shared: tuple[Shared, ...] = ()
    beside_rules: bool = False
    sections: Sections | None = None
