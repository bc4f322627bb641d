# What follows is the same in every validator, so that one file is all that a service needs.


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


class _Foreign:
    """Stands for a value that JSON has no word for, so that its own methods have no say."""

    __slots__ = ("name",)

    def __init__(self, value: Any) -> None:
        self.name = _class_name(value)


def _class_name(value: Any) -> str:
    name = type.__dict__["__name__"].__get__(type(value))  # whatever a metaclass says
    return str(name) if name.isprintable() else "object"


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
        for key, one in value.items():
            _foreign(one if type(key) is str else _Foreign(key), f"{path}/{_token(key)}", out, source, depth + 1)
    else:
        _error(out, "type", path, _not_of_type(value, "a value that JSON has"), source)
    return True


def _foreign_extras(
    value: dict[str, Any], known: Container[str], path: str, out: list[Violation], source: str
) -> None:
    """Report what is no JSON in the fields of an object that nothing is said of."""
    for key, one in value.items():
        if key not in known:
            _foreign(one if type(key) is str else _Foreign(key), f"{path}/{_token(key)}", out, source)


# from reelspec.language.rules.equality


def _holds(check: Callable[[Any, str, list[Violation], list[Violation] | None], None], value: Any) -> bool:
    found: list[Violation] = []
    check(value, "", found, None)
    return not found


def _matching(check: Callable[[Any, str, list[Violation], list[Violation] | None], None], items: list[Any]) -> int:
    count = 0
    for item in items:
        if _holds(check, item):
            count += 1
    return count


def _alternatives(
    keyword: str,
    value: Any,
    path: str,
    branches: tuple[Callable[[Any, str, list[Violation], list[Violation] | None], None], ...],
    out: list[Violation],
    late: list[Violation] | None,
    source: str,
    told: tuple[Any, ...],
) -> None:
    """anyOf and oneOf: when no branch accepts, the one that was meant says why.

    told: what tells the branches apart: a field or None, its values, types and listed values by branch, all types in words.
    """
    tried: list[list[Violation]] = []
    accepted: list[str] = []
    by, values = told[0], told[1]
    telling = by is not None and type(value) is dict and by in value
    for branch in branches:
        found: list[Violation] = []
        if telling and values[len(tried)] and not _is_one_of(value[by], values[len(tried)]):
            # Its own field says that another one is meant. Not to look is what keeps a chain of choices from doubling.
            tried.append([])
            continue
        warned: list[Violation] | None = None if late is None else []
        branch(value, path, found, warned)
        tried.append(found)
        if not found:
            accepted.append(str(len(tried)))
            if late is not None and warned is not None:
                late += warned
            if keyword == "anyOf":
                return
    if len(accepted) > 1:
        several = f"{', '.join(accepted[:-1])} and {accepted[-1]}"
        message = f"it fits the alternatives {several} of {len(branches)}; it may fit one only"
        _error(out, keyword, path, message, source)
    elif not accepted:
        out += _of_meant(keyword, value, path, tried, source, told)


def _of_meant(
    keyword: str, value: Any, path: str, tried: list[list[Violation]], source: str, told: tuple[Any, ...]
) -> list[Violation]:
    """The faults by the branch that was meant: told by its field, by its type, else the one with the fewest faults."""
    by, values, types, listed, words = told
    fitting = [index for index in range(len(tried)) if _is_of(value, types[index])]
    if not fitting:
        allowed = tuple(one for several in listed for one in several)
        return [Violation("type", path, (), _not_of_type(value, words, allowed), "error", source)]
    if by is not None and type(value) is dict:
        place = f"{path}/{_token(by)}"
        known = tuple(one for index in fitting for one in values[index])
        if by not in value:
            message = f"{by} is required, to tell which is meant: {_choice(known)}"
            return [Violation("required", place, (), message, "error", source)]
        for index in fitting:
            if _is_one_of(value[by], values[index]):
                return tried[index]
        return [Violation(keyword, place, (), _not_listed(value[by], known), "error", source)]
    if len(fitting) == 1:
        return tried[fitting[0]]
    if all(listed[index] for index in fitting):
        allowed = tuple(one for index in fitting for one in listed[index])
        return [Violation(keyword, path, (), _not_listed(value, allowed), "error", source)]
    fewest = min(len(tried[index]) for index in fitting)
    nearest = [tried[index] for index in fitting if len(tried[index]) == fewest]
    if len(nearest) == 1:
        said = f" (by the nearest of {len(tried)} alternatives)"
        return [
            Violation(one.rule, one.path, one.related, one.message + said, one.severity, one.source) for one in nearest[0]
        ]
    ways: dict[str, None] = {}
    for found in nearest:
        ways[" and ".join(f"{one.path[len(path) :]}: {one.message}".removeprefix(": ") for one in found[:3])] = None
    message = "; or ".join(list(ways)[:4]) + ("; or in another way" if len(ways) > 4 else "")
    return [Violation(keyword, path, (), f"none of {len(tried)} alternatives fits: {message}", "error", source)]


def _is_one_of(value: Any, listed: tuple[Any, ...]) -> bool:
    for one in listed:
        if _equal(value, one):
            return True
    return False


def _is_of(value: Any, types: tuple[str, ...]) -> bool:
    """Whether the value is of one of the JSON types; () stands for all."""
    for one in types:
        if one == "integer" or one == "number":
            if _is_integer(value) or (one == "number" and _is_number(value)):
                return True
        elif one == "null":
            if value is None:
                return True
        elif type(value) is _CLASSES.get(one):
            return True
    return not types


_CLASSES: Final[dict[str, Any]] = {"boolean": bool, "string": str, "array": list, "object": dict}


# Fields as rules see them


def _paths(out: list[Violation]) -> frozenset[str]:
    return frozenset(one.path for one in out) if out else _NOTHING


def _refused(out: list[Violation], fields: Container[str], inside: tuple[str, ...]) -> frozenset[str]:
    """The paths of all errors if one is at one of the fields, or in what begins so; else nothing."""
    for one in out:
        if one.path in fields or one.path.startswith(inside):
            return _paths(out)
    return _NOTHING


def _sound(path: str, refused: Iterable[str]) -> bool:
    """Whether nothing at the path or below it is refused."""
    inside = path + "/"
    for one in refused:
        if one == path or one.startswith(inside):
            return False
    return True


def _always(item: Any, path: str, refused: Container[str]) -> tuple[bool, bool]:
    return True, True


def _count(
    judge: Callable[[Any, str, Container[str]], tuple[bool, bool]], items: Any, path: str, refused: Container[str]
) -> tuple[int, int]:
    """How many items fulfil a condition: certainly, possibly. An absent array has none, a refused one any number."""
    if type(items) is not list:
        return 0, 0 if items is None else _MANY
    certain = possible = 0
    for index, item in enumerate(items):
        surely, perhaps = judge(item, f"{path}/{index}" if refused else "", refused)
        certain += surely
        possible += perhaps
    return certain, possible


def _inside(
    judge: Callable[[Any, str, Container[str]], tuple[bool, bool]], value: Any, path: str, refused: Container[str]
) -> tuple[bool, bool]:
    """Whether the object in a field fulfils a condition: certainly, possibly."""
    if type(value) is _Gap:
        return False, True
    return (False, False) if value is None else judge(value, path, refused)


def _tally(
    items: Any, by: str, missing: Any, weights: dict[str, int], path: str, refused: Container[str]
) -> int:
    """The sum of the weights of the items' types; -1 when one of them is not known."""
    if type(items) is not list:
        return -1
    total = 0
    for index, item in enumerate(items):
        kind = item.get(by) if type(item) is dict else None
        kind = missing if kind is None and type(item) is dict else kind
        if type(kind) is not str or (refused and f"{path}/{index}/{_token(by)}" in refused):
            return -1
        total += weights.get(kind, _MANY)
    return total


def _kinds(items: Any, by: str) -> str:
    found = ""
    for item in items:
        kind = item.get(by) if type(item) is dict else None
        if kind is not None:
            found += " + " + (kind if type(kind) is str and kind.isprintable() and len(kind) <= 60 else _show(kind))
    return found[3:] or "none"


def _given(fields: tuple[tuple[str, Any], ...]) -> tuple[str, ...]:
    return tuple(path for path, value in fields if value is not None and value is not _UNKNOWN)


def _lacking(fields: tuple[tuple[str, Any], ...]) -> tuple[str, ...]:
    return tuple(path for path, value in fields if value is None)


def _others(path: str, guard: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in (*guard, *others) if one != path))


def _column(items: Any, by: str | None, missing: Any, path: str, refused: Container[str]) -> Any:
    """The items of an array, or the field `by` of each, with gaps for those that are refused; no array stays as it is."""
    if type(items) is not list:
        return items
    step = "" if by is None else f"/{_token(by)}"
    out = []
    for index, item in enumerate(items):
        one = item if by is None else item.get(by) if type(item) is dict else _REFUSED
        known = f"{path}/{index}" not in refused and f"{path}/{index}{step}" not in refused
        out.append((missing if one is None else one) if known else _REFUSED)
    return out


# from reelspec.language.rules.arithmetic


def _amount(steps: tuple[Any, ...]) -> str:
    value = _number(steps)
    if value is None:
        return "unknown"
    if value.denominator == 1:
        return _show(int(value))
    return str(float(value)) if abs(value) < 10**30 else "a very large number"


# Words


def _show(value: Any) -> str:
    """A value for a message: as JSON writes it, shortened, with everything that could mislead a terminal escaped."""
    if type(value) is str:
        if len(value) <= 60 and value.isprintable() and '"' not in value and "\\" not in value:
            return f'"{value}"'
        short = value if len(value) <= 60 else value[:57]
        text = "".join(
            one if one.isprintable() and one not in '"\\' else "\\" + one if one in '"\\' else _escape(one) for one in short
        )
        return f'"{text}"' if short is value else f'"{text}..." ({len(value)} characters)'
    if type(value) is int:
        return str(value) if -(10**30) < value < 10**30 else "an integer of more than 30 digits"
    if value is None or value is True or value is False:
        return "null" if value is None else "true" if value else "false"
    if type(value) is float:
        return repr(value)
    if type(value) is list:
        return _number_of(value, "an array of ")
    if type(value) is dict:
        return "an object" if value else "an empty object"
    return f"a Python {value.name if type(value) is _Foreign else _class_name(value)}"


def _escape(character: str) -> str:
    code = ord(character)
    return {10: "\\n", 13: "\\r", 9: "\\t"}.get(code) or (f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")


def _number_of(items: list[Any], before: str = "it has ") -> str:
    return f"{before}{len(items) or 'no'} item{'' if len(items) == 1 else 's'}"


def _token(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _has_scheme(text: str) -> bool:
    if text.startswith(("https:", "http:")):
        return True
    scheme, colon, _ = text.partition(":")
    return bool(
        colon
        and scheme[:1].isascii()
        and scheme[:1].isalpha()
        and scheme.isascii()
        and all(one.isalnum() or one in "+.-" for one in scheme)
    )


_MEDIA: Final = frozenset(
    "3gp aac aif aiff avi avif bmp flac flv gif heic heif jpeg jpg m4a m4v mkv mov mp3 mp4 mpeg mpg oga ogg ogv opus png"
    " svg tif tiff ts wav webm webp wma wmv".split()
)


def _extension(text: str) -> str | None:
    """The media format that the path of an http address ends in, None when it ends in none."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return None
    _, slash, path = rest.partition("?")[0].partition("#")[0].partition("/")
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    ending = ending.lower()
    return ending if slash and dot and ending in _MEDIA else None


def _other_format(text: str, formats: tuple[str, ...]) -> bool:
    ending = _extension(text)
    same = {"jpeg": "jpg", "tiff": "tif", "mpeg": "mpg"}
    return ending is not None and same.get(ending, ending) not in [same.get(one, one) for one in formats]


def _not_of_type(value: Any, expected: str, allowed: tuple[Any, ...] = ()) -> str:
    if type(value) is float and value - value != 0.0:
        return f"{value!r} is not a number that JSON can write"
    return f"{_show(value)} is not {expected}{_meant(value, allowed) if allowed else _retyped(value, expected)}"


def _retyped(value: Any, expected: str) -> str:
    """A likely slip of type: quotes too many or too few, an array too many or too few."""
    kind = type(value)
    if kind is str:
        if expected == "true or false" and value.lower() in ("true", "false"):
            return f"; did you mean {value.lower()}, without quotes?"
        digits = value[1:] if value[:1] == "-" else value
        if expected in ("an integer", "a number") and digits.isascii() and digits.isdigit() and len(digits) < 20:
            return f"; did you mean {int(value)}, without quotes?"
    elif expected == "a string" and (kind is int or kind is float):
        return f'; did you mean "{_show(value)}"?' if kind is float or abs(value) < 10**20 else ""
    if expected == "an array" and value is not None:
        return "; did you mean an array with this as its only item?"
    if value is not None and kind is list and len(value) == 1:
        return "; did you mean its only item?"
    return ""


def _not_listed(value: Any, allowed: tuple[Any, ...], words: str = "") -> str:
    """words: the allowed values as a list in words."""
    return f"{_show(value)} is not {words or _choice(allowed)}{_meant(value, allowed)}"


def _choice(allowed: tuple[Any, ...]) -> str:
    """Values as a list in words."""
    shown = [_show(one) for one in allowed]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _meant(value: Any, allowed: tuple[Any, ...]) -> str:
    """A likely slip: another type, another case, a near spelling."""
    if type(value) is str:
        near = _near(value, _known(allowed))
        return "" if near is None else f"; did you mean {_show(near)}?"
    text = _show(value)
    for one in allowed:
        if type(one) is not type(value) and type(one) is not bool and str(one) == text:
            return f"; did you mean {_show(one)}?"
    return ""


class _Known:
    """Values that stand in the code, made ready for looking up what a word was meant to be."""

    __slots__ = ("beginnings", "ends", "of", "values")

    def __init__(self, of: tuple[Any, ...]) -> None:
        self.of = of
        self.values: dict[str, Any] = {}  # in lower case; of numbers, as they are written
        self.beginnings: dict[str, list[str]] = {}
        self.ends: dict[str, list[str]] = {}
        for one in of:
            if type(one) is int or type(one) is float:
                self.values.setdefault(str(one), one)
            elif type(one) is str and one.lower() not in self.values:
                text = one.lower()
                self.values[text] = one
                for at in range(1, min(len(text), 100)):
                    self.beginnings.setdefault(text[:at], []).append(text)
                    self.ends.setdefault(text[at:], []).append(text)


_KNOWN_BY_ID: Final[dict[int, _Known]] = {}


def _known(values: tuple[Any, ...]) -> _Known:
    """Made when it is first needed: most bodies are right."""
    found = _KNOWN_BY_ID.get(id(values))
    if found is None or found.of is not values:
        if len(_KNOWN_BY_ID) >= 1000:  # most values stand in the code, but some are put together when they are asked for
            _KNOWN_BY_ID.clear()
        found = _KNOWN_BY_ID[id(values)] = _Known(values)
    return found


def _near(word: str, known: _Known) -> Any:
    """What the word was meant to be: the same but for case, space or type, else the most similar text, if any is."""
    text = word.lower()
    if text in known.values:
        return known.values[text]
    size = len(text)
    if 1 < size <= 100:
        # A slip in one place leaves the first half of the word or the second as it is: that finds most at once.
        best, found, half = 0.0, "", size // 2
        for other in known.beginnings.get(text[:half], ()):
            alike = _alike(text, other, size, len(other), half)
            if alike > best:
                best, found = alike, other
        if best < 0.75:
            for other in known.ends.get(text[half:], ()):
                alike = _alike(text, other, size, len(other), 0)
                if alike > best:
                    best, found = alike, other
        if best >= 0.75:
            return known.values[found]
    return _similar(word, known.values)


def _similar(word: str, values: dict[str, Any]) -> Any:
    """The text that is most similar to the word but for its spaces, if any is."""
    text = "".join(word.split()).lower()
    size = len(text)
    if text in values:
        return values[text]
    if size < 2 or size > 100:
        return None
    best, found, first, last = 0.7, None, text[0], text[-1]
    for other, one in values.items():
        # A text that is meant has its beginning or its end.
        if type(one) is str and other and (other[0] == first or other[-1] == last):
            alike = _alike(text, other, size, len(other), 0)
            if alike > best or (alike == best and found is None):
                best, found = alike, one
    return found


def _alike(text: str, other: str, size: int, length: int, same: int) -> float:
    """The share of characters in common, from 0 to 1; 0 when it is small. same: so many are the same at the beginning."""
    shorter = size if size < length else length
    both = size + length
    if 2 * shorter < 0.7 * both:
        return 0.0
    # Most slips are in one place: what stands before and after it is the same in both.
    while same < shorter and other[same] == text[same]:
        same += 1
    end = 0
    while end < shorter - same and other[-1 - end] == text[-1 - end]:
        end += 1
    if 2 * (same + end) >= 0.7 * both or 4 * (same + end) < shorter or shorter < 6:
        return 2 * (same + end) / both
    return 2 * (same + end + _in_common(text[same : size - end], other[same : length - end])) / both


def _in_common(one: str, other: str) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for character in one:
        before = 0
        for index, against in enumerate(other, 1):
            above = row[index]
            row[index] = before + 1 if character == against else max(above, row[index - 1])
            before = above
    return row[-1]


def _unexpected(key: str, known: tuple[str, ...], sisters: dict[str, str] | None = None) -> str:
    """sisters: fields of other models -> the words for those models."""
    near = _near(key, _known(known))
    if near is not None:
        return f"{_show(key)} is no field here; did you mean {near}?"
    if sisters is not None and key in sisters:
        return f"{_show(key)} is no field here; it is a field of {sisters[key]}"
    return f"{_show(key)} is no field here"


def _which(names: tuple[str, ...], values: tuple[Any, ...]) -> str:
    """Which fields of a rule about presence are there."""
    given = [name for name, value in zip(names, values, strict=True) if value is not None and value is not _UNKNOWN]
    if not given:
        return "; none is"
    return f"; {given[0]} is" if len(given) == 1 else f"; {', '.join(given[:-1])} and {given[-1]} are"


def _unwritten(value: Any, by: str | None, words: str) -> str:
    """The words, if the field is absent; by: if the field is absent in one of the value's items."""
    if by is None:
        return words if value is None else ""
    for one in value if type(value) is list else ():
        if type(one) is dict and one.get(by) is None:
            return words
    return ""


def _here(fields: tuple[tuple[str, Any, Any], ...]) -> str:
    """The values that a rule has read, and which of them a default has decided."""
    parts = []
    for name, value, default in fields:
        if value is None:
            parts.append(f"{name} is absent" + ("" if default is None else f", which means {_show(default)}"))
        elif type(value) is not _Gap:
            parts.append(f"{name} is {_show(value)}")
    return f" ({', '.join(parts)})" if parts else ""
