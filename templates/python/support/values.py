"""Values: JSON's own and others, and those that stand for what a field refuses."""


class Gap:
    """Stands for a value that its own field refuses: rules must not judge it."""

    __slots__ = ()


REFUSED: Final[Any] = Gap()  # the field is there, with a value that it refuses
UNKNOWN: Final[Any] = Gap()  # it is missing, or null, which it refuses: as good as absent, or a value forgotten
SENT_NULL: Final = Told("null")  # in messages: it is null, which counts as absent
NONE_REFUSED: Final[frozenset[str]] = frozenset()
EXACT: Final[frozenset[Any]] = frozenset({dict, list, str, int, float, bool, type(None)})
_SCALARS: Final[frozenset[Any]] = frozenset({str, int, float, bool, type(None)})
_TEXT: Final[frozenset[Any]] = frozenset({str})
MANY: Final = 1 << 62  # more than there can be


class Inexact(Exception):
    """A value is of none of JSON's types, but its plain copy may be: that is to be judged."""


def inexact() -> bool:
    """Raises Inexact."""
    raise Inexact


def unsure(value: Any) -> bool:
    """False, for a value that is refused if it is what it says it is. Raises Inexact where it may be something else."""
    if not pure(value):
        raise Inexact
    return False


def gap(value: Any) -> Any:
    """What stands for a value that is refused."""
    return UNKNOWN if value is None or value is UNKNOWN else REFUSED


def kept(value: Any) -> Any:
    """The value as far as messages show it, whatever becomes of it later."""
    kind = type(value)
    if kind is list:
        if len(value) != 1:
            return Array(len(value))
        only = value[0]
        return Array(1, only if type(only) in _SCALARS else _alone(only))
    if kind is dict:
        return {"": None} if value else {}
    return value


def _alone(value: Any) -> Any:
    """The only item of an array as far as messages show it."""
    if type(value) is list:
        return Array(len(value))
    if type(value) is dict:
        return {"": None} if value else {}
    if type(value) is Told:
        return value
    raise Inexact


def _told(value: Any) -> Told:
    """Stands for a value that JSON has no word for, so that its own methods have no say."""
    return Told(f"a Python {class_name(value)}")


def plain(value: Any, depth: int) -> Any:
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
                return _told(value)
        made: dict[str, Any] = {}
        for key, one in dict.items(value):
            if issubclass(type(key), str):
                made[key if type(key) is str else str.__str__(key)] = plain(one, depth + 1)
            else:
                made[_odd(key)] = _told(key)
        return made
    if issubclass(kind, list):
        if kind is not list and not _shows(enumerate(map(id, value)), {*enumerate(map(id, list.__iter__(value)))}):
            return _told(value)
        return [plain(one, depth + 1) for one in list.__iter__(value)]
    if issubclass(kind, str):
        return str.__str__(value)
    if issubclass(kind, int):
        return int.__int__(value)
    if issubclass(kind, float):
        return float.__float__(value)
    return _told(value)


def _shows(shown: Iterable[tuple[int, int]], stored: set[tuple[int, int]]) -> bool:
    """Whether a subclass shows what it holds: an encoder writes what is shown, and nobody knows which of the two is
    meant.
    """
    for one in shown:
        if one not in stored:
            return False
        stored.remove(one)
    return not stored


def _odd(key: Any) -> str:
    """A text that shows a key that is no string; in brackets and with a space, so that it is not the name of a
    field.
    """
    return f"({class_name(key)} key)"


def pure(value: Any, depth: int = 0) -> bool:
    """Whether the value consists of JSON's own types only, nested 200 deep at most, so that it is what it says it
    is.
    """
    kind = type(value)
    if kind is dict:
        inside = {*map(type, value.values())}
        if not {*map(type, value)} <= _TEXT:
            return False
    elif kind is list:
        inside = {*map(type, value)}
    else:
        return kind in EXACT
    if depth > 200 or not inside <= EXACT:
        return False
    if inside <= _SCALARS:
        return True
    for one in value.values() if kind is dict else value:
        if (type(one) is dict or type(one) is list) and not pure(one, depth + 1):
            return False
    return True


def json(value: Any, depth: int = 0) -> bool:
    """Whether JSON can write the value: of its own types only, names that are strings, finite numbers, 200 deep at
    most.
    """
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return True
    if kind is float:
        return bool(value - value == 0.0)
    if depth > 200:
        return False
    if kind is list:
        for one in value:
            if not json(one, depth + 1):
                return False
        return True
    if kind is not dict:
        return False
    for key, one in value.items():
        if type(key) is not str or not json(one, depth + 1):
            return False
    return True


def keys(value: dict[str, Any]) -> Iterable[str]:
    """The names of an object in JavaScript's order: array indices first, ascending, then the others as they were
    added.
    """
    if not value or min(value) >= ":":  # a name that begins with a digit comes before this one
        return value
    return dict.fromkeys([*sorted(filter(_is_index, value), key=int), *value])


def _is_index(key: str) -> bool:
    if not key.isascii() or not key.isdigit() or len(key) > 10:
        return False
    return (key[0] != "0" or key == "0") and int(key) < 2**32 - 1


def deep(value: Any, depth: int = 0) -> bool:
    """Whether an array or object is nested more than 200 deep, so that nothing else is said of the body."""
    for one in value.values() if type(value) is dict else value:
        if (type(one) is list or type(one) is dict) and (depth >= 200 or deep(one, depth + 1)):
            return True
    return False


def unknown(value: dict[str, Any], known: Container[str]) -> list[str]:
    """The names of an object that are not among the known ones, in JavaScript's order. Raises Inexact where one is
    no str.
    """
    found: list[str] = []
    for key in value:
        if key not in known:
            if type(key) is not str:
                raise Inexact
            found.append(key)
    return found if len(found) < 2 else list(keys(dict.fromkeys(found)))


def named(value: dict[str, Any]) -> Any:
    """Nothing. Raises Inexact where a name of the object is no str: it may be taken for another when it is written."""
    for key in value:
        if type(key) is not str:
            raise Inexact
    return None


def foreign(value: Any, path: str, out: list[Violation], fault: Fault, depth: int = 0) -> bool:
    """Whether something in the value is no JSON, which is reported: where no type is demanded, this still is."""
    if json(value, depth):
        return False
    if depth > 200:
        raise RecursionError
    if type(value) is list:
        for index, one in enumerate(value):
            foreign(one, f"{path}/{index}", out, fault, depth + 1)
    elif type(value) is dict:
        for key in keys(value):
            foreign(value[_name(key)], f"{path}/{token(key)}", out, fault, depth + 1)
    else:
        out.append(Violation(fault, path, value))
    return True


def foreign_extras(value: dict[str, Any], known: Container[str], path: str, out: list[Violation], fault: Fault) -> None:
    """Report what is no JSON in the fields of an object that nothing is said of."""
    for key in unknown(value, known):
        foreign(value[_name(key)], f"{path}/{token(key)}", out, fault)


def _name(key: Any) -> Any:
    """The key. Raises Inexact for one that is no string: in the plain copy it is one, or is shown by one."""
    if type(key) is not str:
        raise Inexact
    return key


def token(key: Any) -> str:
    """A name as a step of a JSON Pointer (RFC 6901, section 3)."""
    if type(key) is str and "/" not in key and "~" not in key:
        return key
    return str(key).replace("~", "~0").replace("/", "~1")
