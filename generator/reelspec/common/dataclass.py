"""The standard library's `dataclass`, made in a quarter of the time where it is frozen and has slots. Any room may use it.

A command makes a hundred such classes before it does anything, and for each the standard library compiles seven
functions (CPython 3.11: 0.4 ms a class). Here only `__init__` is compiled; the others are closures over the fields.
What comes out behaves the same: `fields`, `replace`, `match`, comparing, hashing, copying, pickling, and no assignment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr

TYPE_CHECKING = False  # typing is not imported on the path of "nothing changed"
if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from typing import Any
else:

    def dataclass(cls=None, /, **options):
        """As `dataclasses.dataclass`, which also makes whatever is not frozen, has other options, or inherits fields."""
        if cls is None:
            return lambda one: dataclass(one, **options)
        asked = options.get("frozen") and options.get("slots") and options.keys() <= {"frozen", "slots", "eq"}
        if not asked or dataclasses.is_dataclass(cls) or any(map(_special, vars(cls).values())):
            return dataclasses.dataclass(**options)(cls)
        return _frozen(cls, options.get("eq", True))


def _special(value: object) -> bool:
    """A field that is no argument of __init__, or one by name only."""
    return isinstance(value, dataclasses.Field) and not (value.init and value.kw_only in (False, dataclasses.MISSING))


def _frozen(cls: type[Any], eq: bool) -> type[Any]:
    if not cls.__doc__:
        cls.__doc__ = cls.__name__  # else the standard library works out the signature to write it here
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__dataclass_params__.frozen = True
    fields = dataclasses.fields(made)
    given: dict[str, Any] = {
        "__init__": _init(made, fields),
        "__repr__": _repr([one.name for one in fields if one.repr]),
        "__setattr__": _refuse_assignment,
        "__delattr__": _refuse_deletion,
        "__reduce__": _reduce,
    }
    if eq:
        given["__eq__"] = _eq(_values([one.name for one in fields if one.compare]))
        hashed = [one.name for one in fields if (one.compare if one.hash is None else one.hash)]
        given["__hash__"] = _hash(_values(hashed))
    for name, function in given.items():
        # A class that defines __eq__ has __hash__ = None without having said so.
        if vars(made).get(name) is None:
            setattr(made, name, function)
    return made  # type: ignore[no-any-return]


def _init(made: Any, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """The one function that is compiled: called thousands of times, it must be as quick as written by hand."""
    space: dict[str, Any] = {"_set": object.__setattr__, "_factory": _FACTORY}
    arguments, lines = ["self"], []
    for one in fields:
        name = value = one.name
        if one.default is not dataclasses.MISSING:
            space[f"_default_{name}"] = one.default
            arguments.append(f"{name}=_default_{name}")
        elif one.default_factory is not dataclasses.MISSING:
            space[f"_make_{name}"] = one.default_factory
            arguments.append(f"{name}=_factory")
            value = f"_make_{name}() if {name} is _factory else {name}"
        else:
            arguments.append(name)
        lines.append(f" _set(self, {name!r}, {value})\n")
    if hasattr(made, "__post_init__"):
        lines.append(" self.__post_init__()\n")
    # The names are those of annotations in our own source.
    exec(f"def __init__({', '.join(arguments)}):\n{''.join(lines) or ' pass'}", space)  # noqa: S102
    init: Callable[..., None] = space["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


class _Factory:
    """Stands as the default of an argument whose value a default_factory makes."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def _values(names: list[str]) -> Callable[[Any], object]:
    return attrgetter(*names) if names else lambda _: ()


def _eq(values: Callable[[Any], object]) -> Callable[[Any, object], bool]:
    def __eq__(self: Any, other: object) -> bool:
        if other.__class__ is self.__class__:
            return values(self) == values(other)
        return NotImplemented

    return __eq__


def _hash(values: Callable[[Any], object]) -> Callable[[Any], int]:
    def __hash__(self: Any) -> int:
        return hash(values(self))

    return __hash__


def _repr(names: list[str]) -> Callable[[Any], str]:
    @recursive_repr()
    def __repr__(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return __repr__


def _refuse_assignment(self: object, name: str, _: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deletion(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _reduce(self: Any) -> tuple[type[Any], tuple[object, ...]]:
    return type(self), tuple(getattr(self, one.name) for one in dataclasses.fields(self))
