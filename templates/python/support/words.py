"""The words of messages: values as they are shown, and what was probably meant."""


def _amount(steps: tuple[Any, ...]) -> str:
    value = _number(steps)
    return "unknown" if value is None else _numeral(value)


def _token(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _lower(text: str) -> str:
    """The text with A to Z in lower case: what else has a lower case differs between versions of Unicode."""
    return text.lower() if text.isascii() else text.translate(_CAPITALS)


_CAPITALS: Final = {code: code + 32 for code in range(65, 91)}


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
    if not separator or _lower(scheme) not in ("http", "https"):
        return None
    _, slash, path = rest.partition("?")[0].partition("#")[0].partition("/")
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    ending = _lower(ending)
    return ending if slash and dot and ending in _MEDIA else None


def _other_format(text: str, formats: tuple[str, ...]) -> bool:
    ending = _extension(text)
    same = {"jpeg": "jpg", "tiff": "tif", "mpeg": "mpg"}
    return ending is not None and same.get(ending, ending) not in [same.get(one, one) for one in formats]


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
