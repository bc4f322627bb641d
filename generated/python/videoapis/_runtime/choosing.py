"""Which model a request body names, and what is wrong when it names none. Used by the clients and the request models.

One field of the body, the discriminator, decides whose validator judges it. What is wrong with that field is said in the
words of the validators: the code for it stands below, as in every one of them.
"""
# A body is of no known type until it has been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final


def named(body: Any, discriminator: str) -> str:
    """The model that the body names, "" where that is no text. Never raises, whatever the body is."""
    try:
        if issubclass(type(body), dict) and discriminator in dict.keys(body):
            value = dict.__getitem__(body, discriminator)
            return str.__str__(value) if issubclass(type(value), str) else ""
    except Exception:  # a key that cannot be compared: the body is told so below
        return ""
    return ""


class Unnamed:
    """Stands in for the validator of a body that names none of the models: it refuses, and says which ones there are.

    violation: the class of what it finds, as a validator has it. models: the names to choose from. source: title and
    section of the document that lists them.
    """

    __slots__ = ("_fields", "_models", "_source", "_violation")

    def __init__(self, violation: Any, discriminator: str, models: Iterable[str], source: str = "") -> None:
        self._violation = violation
        self._fields = _kept((discriminator,))
        self._models = _kept(tuple(models))
        self._source = source

    def is_valid(self, body: Any) -> bool:
        """False."""
        return False

    def errors(self, body: Any) -> tuple[Any, ...]:
        """What is wrong with the field that names the model. Never raises."""
        try:
            found = self._found(body)
        except Exception:  # another thread changes it
            found = [("unreadable", "", "it cannot be read to its end")]
        return tuple(self._violation(rule, path, (), message, "error", self._source) for rule, path, message in found)

    def validate(self, body: Any, *, strict: bool = False) -> tuple[Any, ...]:
        """As errors."""
        return self.errors(body)

    def _found(self, body: Any) -> list[tuple[str, str, str]]:
        """(rule, path, message) of each."""
        if not issubclass(type(body), dict):
            return [("type", "", _not_of_type(_outside(body), "an object"))]
        (field,) = self._fields
        names: list[str] = [str.__str__(key) for key in dict.keys(body) if issubclass(type(key), str)]
        if field in names:
            value = _outside(dict.__getitem__(body, field))
            rule = "enum" if type(value) is str else "type"
            return [(rule, f"/{_token(field)}", _not_listed(value, self._models))]
        message = f"{field} is required, to tell which is meant: {_choice(self._models)}"
        found = [("required", f"/{_token(field)}", message)]
        for name in names:
            if _meant(name, self._fields) and named(body, name) in self._models:
                found.append(("additionalProperties", f"/{_token(name)}", _unexpected(name, self._fields)))
        return found


_KEPT: dict[tuple[str, ...], tuple[str, ...]] = {}


def _kept(names: tuple[str, ...]) -> tuple[str, ...]:
    """Always the same tuple for the same names: what is looked up in it is prepared once for each tuple."""
    return _KEPT.setdefault(names, names)


def _outside(value: Any) -> Any:
    """The value as far as messages show it: of an array its length, of an object whether it is empty."""
    if issubclass(type(value), list):
        return [None] * list.__len__(value)
    if issubclass(type(value), dict):
        return {"": None} if dict.__len__(value) else {}
    return _plain(value, 0)


# What follows is the same in every validator, so that one file is all that a service needs.


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


_SPACES: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000\ufeff"
)  # the white space of ECMA-262, which is not that of `str.strip` and `str.split`
_HIDDEN: Final = (
    (0x00, 0x1F),  # controls
    (0x7F, 0xA0),  # controls, no-break space
    (0xAD, 0xAD),  # soft hyphen
    (0x061C, 0x061C),  # writing direction
    (0x1680, 0x1680),  # space
    (0x2000, 0x200F),  # spaces, zero width, writing direction
    (0x2028, 0x202F),  # ends of lines, writing direction, space
    (0x205F, 0x2064),  # space, zero width
    (0x2066, 0x2069),  # writing direction
    (0x3000, 0x3000),  # space
    (0xD800, 0xF8FF),  # surrogates, private use
    (0xFEFF, 0xFEFF),  # zero width
    (0xE0000, 0xE007F),  # tags, of zero width
    (0xF0000, 0x10FFFF),  # private use
)  # code points from and to, in ascending order


class _Foreign:
    """Stands for a value that JSON has no word for, so that its own methods have no say."""

    __slots__ = ("name",)

    def __init__(self, value: Any) -> None:
        self.name = _class_name(value)


def _class_name(value: Any) -> str:
    name = type.__dict__["__name__"].__get__(type(value))  # whatever a metaclass says
    return str(name) if _visible(name) == name else "object"


def _show(value: Any) -> str:
    """A value for a message: as JSON writes it, shortened, with everything that could mislead a terminal escaped."""
    if type(value) is str:
        if len(value) > 60:
            return f'{_quoted(value[:57])[:-1]}..." ({len(value)} characters)'
        # What most texts are. Of ASCII, what is printable has never changed.
        plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
        return f'"{value}"' if plain else _quoted(value)
    if type(value) is int or type(value) is float:
        return _numeral(value)
    if value is None or value is True or value is False:
        return "null" if value is None else "true" if value else "false"
    if type(value) is list:
        return _number_of(value, "an array of ")
    if type(value) is dict:
        return "an object" if value else "an empty object"
    return f"a Python {value.name if type(value) is _Foreign else _class_name(value)}"


def _number_of(items: list[Any], before: str = "it has ") -> str:
    return f"{before}{len(items) or 'no'} item{'' if len(items) == 1 else 's'}"


def _numeral(value: Any) -> str:
    """An int, float or Fraction by its nearest double, which is written as by ECMAScript's Number::toString."""
    if type(value) is int and -(2**53) <= value <= 2**53:
        return str(value)
    try:
        number = float(value)
    except OverflowError:
        return "a number of more than 308 digits"
    if number - number != 0.0:
        return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"
    if number == 0.0:
        return "0"
    sign = "-" if number < 0 else ""
    # Python's digits are the right ones: the fewest that are nearest. Only where the point stands is another matter.
    mantissa, _, power = repr(abs(number)).partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) + int(power or 0) - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+}"


def _quoted(text: str) -> str:
    return '"' + _visible(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _visible(text: str) -> str:
    """The text with everything escaped that cannot be seen or could mislead a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join([_escape(one) if _is_hidden(ord(one)) else one for one in text])


def _is_hidden(code: int) -> bool:
    for low, high in _HIDDEN:
        if code <= high:
            return low <= code
    return False


def _escape(character: str) -> str:
    code = ord(character)
    return {10: "\\n", 13: "\\r", 9: "\\t"}.get(code) or (f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")


def _token(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _lower(text: str) -> str:
    """The text with A to Z in lower case: what else has a lower case differs between versions of Unicode."""
    return text.lower() if text.isascii() else text.translate(_CAPITALS)


_CAPITALS: Final = {code: code + 32 for code in range(65, 91)}


def _not_of_type(value: Any, expected: str, allowed: tuple[Any, ...] = ()) -> str:
    if type(value) is float and value - value != 0.0:
        return f"{_numeral(value)} is not a number that JSON can write"
    return f"{_show(value)} is not {expected}{_meant(value, allowed) if allowed else _retyped(value, expected)}"


def _retyped(value: Any, expected: str) -> str:
    """A likely slip of type: quotes too many or too few, an array too many or too few."""
    kind = type(value)
    if kind is str:
        if expected == "true or false" and _lower(value) in ("true", "false"):
            return f"; did you mean {_lower(value)}, without quotes?"
        digits = value[1:] if value[:1] == "-" else value
        if expected in ("an integer", "a number") and digits.isascii() and digits.isdigit() and len(digits) < 20:
            return f"; did you mean {_numeral(int(value))}, without quotes?"
    elif expected == "a string" and (kind is int or kind is float):
        text = _numeral(value)
        return f'; did you mean "{text}"?' if not text.startswith("a number") else ""
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
        if type(one) is str and one == text:
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
                self.values.setdefault(_numeral(one), one)
            elif type(one) is str and _lower(one) not in self.values:
                text = _lower(one)
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
    text = word.lower() if word.isascii() else _lower(word)
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
    return _similar(text, known.values)


def _similar(text: str, values: dict[str, Any]) -> Any:
    """What is most similar to a text in lower case but for its spaces, if anything is."""
    if text.isascii() and text.isprintable():
        text = text.replace(" ", "")
    else:
        text = "".join([one for one in text if one not in _SPACES])
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
