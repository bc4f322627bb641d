"""The messages of violations: each function makes one of what is known beforehand (`words`) and of what was seen."""


class Listed:
    """Values to choose from, in words and ready for looking up what a word was meant to be.

    Made when it is first needed: most bodies are right.
    """

    __slots__ = ("_beginnings", "_ends", "_lower", "_nearest", "_numbers", "_words", "many", "values")

    def __init__(self, *values: Any) -> None:
        self.values = values
        self._words = ""
        self._lower: dict[str, Any] | None = None
        self._numbers: dict[str, Any] | None = None
        self.many = False
        self._beginnings: dict[str, list[str]] = {}
        self._ends: dict[str, list[str]] = {}
        self._nearest: dict[str, Any] = {}

    def words(self) -> str:
        """`"480P", "720P" or "1080P"`; of too many how many they are, which `many` says then."""
        if not self._words:
            parts = in_ranges(self.values, [show(one) for one in self.values])
            self.many = len(parts) > MOST_SHOWN
            self._words = f"one of {len(self.values)} values" if self.many else _listed(parts, "or")
        return self._words

    def closest(self, value: Any, last: str) -> str:
        """The three that are most like the value, in words with `last` before the last: of numbers the nearest, of
        texts those with the most in common.
        """
        written = numeral(value) if type(value) is int or type(value) is float else value if type(value) is str else ""
        number = spelled(written)
        far: list[tuple[float, int]] = []
        for index, one in enumerate(self.values):
            text = one if type(one) is str else show(one)
            other = spelled(text)
            if number is not None and other is not None:
                far.append((abs(float(number) - float(other)), index))
            elif number is None and len(written) <= 100 and len(text) <= 100:
                far.append((-2 * _in_common(_lower(written), _lower(text)) / (len(written) + len(text) or 1), index))
            else:
                far.append((float("inf"), index))
        return _listed([show(self.values[index]) for _, index in sorted(far)[:3]], last)

    def lower(self) -> dict[str, Any]:
        """The values by their texts in lower case; of numbers, as they are written."""
        found = self._lower
        if found is None:
            found = {}
            for one in self.values:
                if type(one) is not str:
                    found.setdefault(show(one), one)
                else:
                    word = _lower(one)
                    if word not in found:
                        found[word] = one
                        for at in range(1, min(len(word), 100)):
                            self._beginnings.setdefault(word[:at], []).append(word)
                            self._ends.setdefault(word[at:], []).append(word)
            self._lower = found
        return found

    def nearest(self, word: str) -> Any:
        """What a word was meant to be, None if nothing is like it. A slip seldom comes once: the last answers are
        kept.
        """
        if word not in self._nearest:
            if len(self._nearest) >= _MOST_KEPT:
                self._nearest.clear()
            if len(word) > 100:
                return _near(word, self)
            self._nearest[word] = _near(word, self)
        return self._nearest[word]

    def number(self, text: str) -> Any:
        """The value that is, or spells, the number that the text spells; None if there is none."""
        number = spelled(text)
        if number is None:
            return None
        found = self._numbers
        if found is None:
            found = self._numbers = {}
            for one in self.values:
                written = spelled(one) if type(one) is str else show(one)
                if written is not None:
                    found.setdefault(written, one)
        return found.get(number)

    def beginning(self, word: str) -> Iterable[str]:
        """Those that begin so."""
        return self._beginnings.get(word, ())

    def ending(self, word: str) -> Iterable[str]:
        """Those that end so."""
        return self._ends.get(word, ())


_MOST_KEPT: Final = 64


def _listed(texts: list[str], last: str) -> str:
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}" if len(texts) > 1 else "".join(texts)


def text(words: str, seen: Any) -> str:
    """What needs nothing of the body."""
    return words


def piece(words: Any, seen: str | int) -> str:
    """A text or a count that was made when the violation was found."""
    return str(seen)


def summed(words: tuple[dict[str, int], int], seen: str | int) -> str:
    """The types that have given a sum: words are their weights, each so many times the one before. A text stays
    what it is.
    """
    if type(seen) is not int:
        return str(seen)
    weights, base = words
    return " + ".join([name for name, each in weights.items() for _ in range(seen // each % base)]) or "none"


def shown(words: str, seen: Any) -> str:
    """The value, and words after it."""
    return show(seen) + words


def sized(words: tuple[str, str, str], seen: int) -> str:
    """How many there are of something, between words."""
    return f"{words[0]}{seen}{words[1]}{'' if seen == 1 else 's'}{words[2]}"


def items(words: str, seen: int) -> str:
    """`it has 3 items`, and words after it."""
    return f"it has {items_words(seen)}{words}"


def not_of_type(words: tuple[str, Listed | str | None], seen: Any) -> str:
    """What type was asked, and the values that were, if they are listed, or of what types an array's items are."""
    expected, asked = words
    if type(seen) is float and seen - seen != 0.0:
        return f"{numeral(seen)} is not a number that JSON can write"
    written = show(seen)
    hint = meant(seen, asked, written) if type(asked) is Listed else _retyped(seen, expected, asked)
    return f"{written} is not {expected}{hint}"


def not_listed(words: Listed, seen: Any) -> str:
    """The value is none of those."""
    written = show(seen)
    allowed, hint = words.words(), meant(seen, words, written)
    if words.many and not hint:
        hint = f", such as {words.closest(seen, 'or')}"
    return f"{written} is not {allowed}{hint}"


def lacking_choice(words: tuple[str, Listed], seen: Any) -> str:
    """A field is missing that tells what is meant. words: its name, and its values."""
    name, listed = words
    values = listed.words()
    one = "one of " if len(listed.values) > 1 and not values.startswith("one of ") else ""
    such = f", such as {listed.closest(None, 'or')}" if listed.many else ""
    return f"{name} is required: {one}{values}{such}"


def as_another(words: Violation, seen: Any) -> str:
    """What another violation says."""
    return words.message


def unexpected(words: tuple[Listed, dict[str, str] | None], seen: str) -> str:
    """No field has the name. words: those that there are, and fields of other models -> the words for those models."""
    fields, elsewhere = words
    near = fields.nearest(seen)
    if near is not None and near != seen:
        return f"{show(seen)} is no field here; did you mean {near}?"
    if elsewhere is not None and seen in elsewhere:
        return f"{show(seen)} is no field here; it is a field of {elsewhere[seen]}"
    return f"{show(seen)} is no field here"


def misnamed(words: Any, seen: str) -> str:
    """The name of a field is refused."""
    return f"the name {show(seen)} is not allowed"


def ending(words: str, seen: str) -> str:
    """The format that an address ends in, and words after it."""
    return f"the address ends in .{_extension(seen)}{words}"


def presence(words: tuple[str, tuple[str, ...]], seen: tuple[Any, ...]) -> str:
    """A text, and which of some fields are there."""
    text, names = words
    there = [name for index, name in enumerate(names) if seen[index] not in (None, UNKNOWN, SENT_NULL)]
    if len(there) < 2:
        return f"{text}; {there[0] if there else 'none'} is"
    return f"{text}; {', '.join(there[:-1])} and {there[-1]} are"


def held(words: tuple[str, tuple[tuple[str, str | None], ...]], seen: tuple[Any, ...]) -> str:
    """A text, what some fields hold, and which of them a default has decided: names, with the words for a default."""
    text, fields = words
    made = ""
    for index, (name, default) in enumerate(fields):
        value = seen[index]
        if value is None or value is SENT_NULL:
            made += f", {name} is absent" if value is None else f", {name} is null"
            made += "" if default is None else f", which means {default}"
        elif type(value) is not Gap:
            made += f", {name} is {show(value)}"
    return f"{text} ({made[2:]})" if made else text


def demanded(words: tuple[Any, ...], seen: tuple[tuple[Any, ...], tuple[Any, ...]]) -> str:
    """What is demanded in several parts: those that are broken, when, and what the fields hold of which that speaks.

    words: rows, each of parts and of what follows them; the fields that are shown whichever part is broken; all
    fields, as `held` takes them. A part has its words, its fields, and the values that it lists. seen: the number of
    the row, then whether each of its parts is broken, unless there is one only; what the fields hold.
    """
    rows, always, fields = words
    wrong, values = seen
    parts, after = rows[wrong[0]]
    broken = [part for index, part in enumerate(parts) if len(wrong) == 1 or wrong[index + 1]]
    asked = " and ".join([part[0] for part in broken]) + after
    spoken = {*always, *[index for part in broken for index in part[1]]}
    told = [index for index in range(len(fields)) if index in spoken]
    made = held((asked, tuple([fields[index] for index in told])), tuple([values[index] for index in told]))
    return made + "".join([hinted(part[2], values[part[1][0]]) for part in broken if part[2] is not None])


def hinted(words: Listed, seen: Any) -> str:
    """What a value was meant to be that is none of those that a rule demands."""
    if words.words() and words.many:
        return f"; the nearest are {words.closest(seen, 'and')}"
    return "" if seen is None or type(seen) is Gap or type(seen) is Told else meant(seen, words, show(seen))


def nulls(words: tuple[str, ...], seen: tuple[Any, ...]) -> str:
    """Which of some fields hold a null that counts as absent."""
    sent = [name for index, name in enumerate(words) if seen[index] is SENT_NULL]
    if len(sent) < 2:
        return f" ({sent[0]} is null)" if sent else ""
    return f" ({', '.join(sent[:-1])} and {sent[-1]} are null)"


def joined(words: tuple[Any, ...], seen: tuple[Any, ...]) -> str:
    """Several after each other: texts, and (function, its words) for what one of `seen` after the other is told by."""
    made, index = "", 0
    for part in words:
        if type(part) is str:
            made += part
        else:
            made += part[0](part[1], seen[index])
            index += 1
    return made


def nearest(words: tuple[Violation, int], seen: Any) -> str:
    """The message of a violation in the nearest of so many alternatives."""
    return f"{words[0].message} (by the nearest of {words[1]} alternatives)"


def ways(words: tuple[str, list[list[Violation]], int], seen: Any) -> str:
    """What would be needed for each of the nearest of so many alternatives. words: the path, the violations of
    each, how many.
    """
    path, several, number = words
    found: dict[str, None] = {}
    for each in several:
        found[" and ".join([_placed(one, one.path[len(path) :]) for one in each[:3]])] = None
    more = "; or in another way" if len(found) > 4 else ""
    return f"none of {number} alternatives fits: {'; or '.join(list(found)[:4])}{more}"


def _placed(violation: Violation, path: str) -> str:
    """The message, after the path unless it names the field itself."""
    named = violation.rule == "required" and path.count("/") == 1
    return violation.message if not path or named else f"{path}: {violation.message}"


def unwritten(value: Any, by: str | None, words: str) -> str:
    """What a field means that is absent, or null; by: a field of the value's items, if one of them has none."""
    if by is None:
        return f"; an absent {words}" if value is None else f"; a null {words}" if value is SENT_NULL else ""
    missing = [one for one in value if type(one) is dict and one.get(by) is None] if type(value) is list else []
    if not missing:
        return ""
    return f"; {'a null' if all(by in one for one in missing) else 'an absent'} {words}"


def related(left: tuple[str, tuple[Any, ...]], relation: str, right: tuple[str, tuple[Any, ...]]) -> str:
    """What a comparison demands. left, right: the words of each operand, and its steps, of which the value is told."""
    return f"{_operand(*left)} {relation} {_operand(*right)}"


def _operand(words: str, steps: tuple[Any, ...]) -> str:
    value = calculated(steps)
    amount = show(value) if type(value) is str or type(value) is bool else numeral(value)
    return words if amount == words else f"{words} ({amount})"


def _lower(text: str) -> str:
    """The text with A to Z in lower case: what else has a lower case differs between versions of Unicode."""
    return text.lower() if text.isascii() else text.translate(_CAPITALS)


_CAPITALS: Final = {code: code + 32 for code in range(65, 91)}


def has_scheme(text: str) -> bool:
    scheme, colon, _ = text.partition(":")
    return bool(
        colon
        and scheme[:1].isascii()
        and scheme[:1].isalpha()
        and scheme.isascii()
        and all(one.isalnum() or one in "+.-" for one in scheme)
    )


_MEDIA: Final = frozenset(
    "3gp aac aif aiff avi avif bmp flac flv gif heic heif jpeg jpg m4a m4v mkv mov mp3 mp4 mpeg mpg oga ogg ogv opus"
    " png svg tif tiff ts wav webm webp wma wmv".split()
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


def other_format(text: str, formats: tuple[str, ...]) -> bool:
    ending = _extension(text)
    return ending is not None and not same_format(ending, formats)


def same_format(ending: str, formats: tuple[str, ...]) -> bool:
    """Whether a file name extension is one of these, however they are spelt."""
    same = {"jpeg": "jpg", "tiff": "tif", "mpeg": "mpg"}
    return same.get(ending, ending) in [same.get(one, one) for one in formats]


def _retyped(value: Any, expected: str, items: Any) -> str:
    """A likely slip of type: quotes too many or too few, an array too many or too few. Only what would be accepted.

    items: the words for the types of the items of an array that is expected, None if there are none.
    """
    kind = type(value)
    if value is None:
        return ""
    if kind is str:
        if "true" in expected or "null" in expected:
            word = _lower(value.strip(SPACES))
            if ("true" in expected and (word == "true" or word == "false")) or (word == "null" and "null" in expected):
                return f"; did you mean {word}, without quotes?"
        if "a number" in expected or "an integer" in expected:
            number = spelled(value)
            if number is not None and ("a number" in expected or "." not in number):
                return f"; did you mean {number}, without quotes?"
    elif "a string" in expected and (kind is int or kind is float):
        number = numeral(value)
        return f'; did you mean "{number}"?' if not number.startswith("a number") else ""
    if "an array" in expected and (items is None or _is_among(value, items)):
        return "; did you mean an array with this as its only item?"
    alone = kind is Array and value.size == 1 and _is_among(value.only, expected)
    return "; did you mean its only item?" if alone else ""


def _is_among(value: Any, types: str) -> bool:
    """Whether the value is of one of the types that the words name."""
    kind = type(value)
    if kind is int or kind is float:
        return "a number" in types or ("an integer" in types and value % 1 == 0)
    if kind is bool:
        return "true" in types
    word = "a string" if kind is str else "an object" if kind is dict else "an array" if kind is Array else "null"
    return word in types and (value is None or word != "null")


def meant(value: Any, listed: Listed, written: str) -> str:
    """A likely slip: another type, another case, a near spelling. written: the value as it is shown."""
    if type(value) is str:
        near = listed.nearest(value)
    elif type(value) is Array and value.size == 1:
        return "; did you mean its only item?" if show(value.only) in map(show, listed.values) else ""
    elif written in listed.values:
        near = written
    else:
        near = listed.number(written) if type(value) is int or type(value) is float else None
    if near is None:
        return ""
    quotes = "" if type(near) is str or type(value) is not str else ", without quotes"
    return f"; did you mean {show(near)}{quotes}?"


def _near(word: str, known: Listed) -> Any:
    """What the word was meant to be: the same but for case, space or type, else the most similar text, if any is."""
    text = word.lower() if word.isascii() else _lower(word)
    values = known.lower()
    if text in values:
        return values[text]
    number = known.number(text)
    if number is not None:
        return number
    size = len(text)
    if 1 < size <= 100:
        # A slip in one place leaves the first half of the word or the second as it is: that finds most at once.
        best, found, half = 0.0, "", size // 2
        for other in known.beginning(text[:half]):
            if size < 4 and len(other) == size:
                continue  # of two short texts of one length, a slip leaves too little
            alike = _alike(text, other, size, len(other), half)
            if alike > best:
                best, found = alike, other
        if best < 0.75:
            for other in known.ending(text[half:]):
                if size < 4 and len(other) == size:
                    continue
                alike = _alike(text, other, size, len(other), 0)
                if alike > best:
                    best, found = alike, other
        if best >= 0.75:
            return values[found]
    return _similar(text, values)


def _similar(text: str, values: dict[str, Any]) -> Any:
    """What is most similar to a text in lower case but for its spaces, if anything is."""
    if text.isascii() and text.isprintable():
        text = text.replace(" ", "")
    else:
        text = "".join([one for one in text if one not in SPACES])
    size = len(text)
    if text in values:
        return values[text]
    if size < 2 or size > 100:
        return None
    best, found, first, last = 0.7, None, text[0], text[-1]
    for other, one in values.items():
        length = len(other)
        if size < 4 and length == size:
            continue
        # A text that is meant has its beginning or its end.
        if type(one) is str and other and (other[0] == first or other[-1] == last):
            alike = _alike(text, other, size, length, 0)
            if alike > best or (alike == best and found is None):
                best, found = alike, one
    return found


def _alike(text: str, other: str, size: int, length: int, same: int) -> float:
    """The share of characters in common, from 0 to 1; 0 when it is small. same: so many are the same at the
    beginning.
    """
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
    """The length of the longest common subsequence (Hyyro, Bit-parallel LCS-length computation revisited, 2004)."""
    places: dict[str, int] = {}
    for index, character in enumerate(other):
        places[character] = places.get(character, 0) | 1 << index
    every = row = (1 << len(other)) - 1
    for character in one:
        met = row & places.get(character, 0)
        row = (row + met | row - met) & every
    return len(other) - bin(row).count("1")
