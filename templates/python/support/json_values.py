"""Values that are refused or that JSON has no word for, and how a violation of them is told."""


class _Gap:
    """Stands for a value that its own field refuses: rules must not judge it."""

    __slots__ = ()


_REFUSED: Final = _Gap()  # the field is there, with a value that it refuses
_UNKNOWN: Final = _Gap()  # the field is null, which it refuses: as good as absent, or a value forgotten
_NOTHING: Final[frozenset[str]] = frozenset()
_EXACT: Final[frozenset[Any]] = frozenset({dict, list, str, int, float, bool, type(None)})
_SCALARS: Final[frozenset[Any]] = frozenset({str, int, float, bool, type(None)})
_INEXACT: Final = frozenset({"type", "required", "additionalProperties"})
_TEXT: Final[frozenset[Any]] = frozenset({str})
_MANY: Final = 1 << 62


def _error(out: list[Violation], rule: str, path: str, message: str, source: str) -> None:
    out.append(Violation(rule, path, (), message, "error", source))


def _refusal(rule: str, path: str, message: str, source: str) -> tuple[Violation, ...]:
    return (Violation(rule, path, (), message, "error", source),)


def _warning(late: list[Violation] | None, rule: str, path: str, message: str, source: str) -> None:
    if late is not None:
        late.append(Violation(rule, path, (), message, "warning", source))


def _sure(found: list[Violation]) -> bool:
    """Whether no violation may owe itself to a subclass of a built-in type, which a JSON encoder would not mind."""
    for one in found:
        if one.rule in _INEXACT:
            return False
    return True


def _plain(value: Any, depth: int) -> Any:
    """The value with subclasses of JSON's types replaced by the types themselves, as an encoder would write them."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or kind is float or value is None:
        return value
    if depth > 200:
        raise RecursionError
    # An object may lie about its __class__, which isinstance would believe.
    if issubclass(kind, dict):
        if kind is not dict:
            stored = {(id(key), id(one)) for key, one in dict.items(value)}
            if not _shows(((id(key), id(one)) for key, one in value.items()), stored):
                return _Foreign(value)
        made: dict[str, Any] = {}
        for key, one in dict.items(value):
            if issubclass(type(key), str):
                made[key if type(key) is str else str.__str__(key)] = _plain(one, depth + 1)
            else:
                made[_odd(key)] = _Foreign(key)
        return made
    if issubclass(kind, list):
        if kind is not list and not _shows(enumerate(map(id, value)), {*enumerate(map(id, list.__iter__(value)))}):
            return _Foreign(value)
        return [_plain(one, depth + 1) for one in list.__iter__(value)]
    if issubclass(kind, str):
        return str.__str__(value)
    if issubclass(kind, int):
        return int.__int__(value)
    if issubclass(kind, float):
        return float.__float__(value)
    return _Foreign(value)


def _shows(shown: Iterable[tuple[int, int]], stored: set[tuple[int, int]]) -> bool:
    """Whether a subclass shows what it holds: an encoder writes what is shown, and nobody knows which of the two is meant."""
    for one in shown:
        if one not in stored:
            return False
        stored.remove(one)
    return not stored


def _odd(key: Any) -> str:
    """A text that shows a key that is no string; in brackets and with a space, so that it is not the name of a field."""
    return f"({_class_name(key)} key)"


def _pure(value: Any, depth: int = 0) -> bool:
    """Whether the value consists of JSON's own types only, nested 200 deep at most, so that it is what it says it is."""
    kind = type(value)
    if kind is dict:
        inside = {*map(type, value.values())}
        if not {*map(type, value)} <= _TEXT:
            return False
    elif kind is list:
        inside = {*map(type, value)}
    else:
        return kind in _EXACT
    if inside <= _SCALARS:
        return True
    if depth > 200 or not inside <= _EXACT:
        return False
    for one in value.values() if kind is dict else value:
        if (type(one) is dict or type(one) is list) and not _pure(one, depth + 1):
            return False
    return True


def _json(value: Any, depth: int = 0) -> bool:
    """Whether JSON can write the value: of its own types only, names that are strings, finite numbers, 200 deep at most."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return True
    if kind is float:
        return bool(value - value == 0.0)
    if depth > 200:
        return False
    if kind is list:
        for one in value:
            if not _json(one, depth + 1):
                return False
        return True
    if kind is not dict:
        return False
    for key, one in value.items():
        if type(key) is not str or not _json(one, depth + 1):
            return False
    return True


def _keys(value: dict[str, Any]) -> Iterable[str]:
    """The names of an object in JavaScript's order: array indices first, ascending, then the others as they were added."""
    if not value or min(value) >= ":":  # a name that begins with a digit comes before this one
        return value
    return dict.fromkeys([*sorted(filter(_is_index, value), key=int), *value])


def _is_index(key: str) -> bool:
    if not key.isascii() or not key.isdigit() or len(key) > 10:
        return False
    return (key[0] != "0" or key == "0") and int(key) < 2**32 - 1


def _foreign(value: Any, path: str, out: list[Violation], source: str, depth: int = 0) -> bool:
    """Whether something in the value is no JSON, which is reported: where no type is demanded, this still is."""
    if _json(value):
        return False
    if depth > 200:
        raise RecursionError
    if type(value) is list:
        for index, one in enumerate(value):
            _foreign(one, f"{path}/{index}", out, source, depth + 1)
    elif type(value) is dict:
        for key in _keys(value):
            one = value[key]
            _foreign(one if type(key) is str else _Foreign(key), f"{path}/{_token(key)}", out, source, depth + 1)
    else:
        _error(out, "type", path, _not_of_type(value, "a value that JSON has"), source)
    return True


def _foreign_extras(
    value: dict[str, Any], known: Container[str], path: str, out: list[Violation], source: str
) -> None:
    """Report what is no JSON in the fields of an object that nothing is said of."""
    for key in _keys(value):
        if key not in known:
            one = value[key]
            _foreign(one if type(key) is str else _Foreign(key), f"{path}/{_token(key)}", out, source)
