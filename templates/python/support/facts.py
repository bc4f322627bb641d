"""What is known of files, held against what is said of them."""

_LARGEST: Final = 1.7976931348623157e308  # the largest number of IEEE 754 with 64 bits; nobody else reads a larger one
_GIVEN: Final[tuple[str, ...]] = ("seconds", "width", "height", "bytes", "fps", "format")


class Facts:
    """What is known of files, by the texts that name them. refused: where the body is refused."""

    __slots__ = ("files", "refused")

    def __init__(self, files: dict[str, dict[str, Any]], refused: frozenset[str]) -> None:
        self.files = files
        self.refused = refused


def known_facts(given: Any) -> dict[str, dict[str, Any]]:
    """Facts as they are given. Raises ValueError for what is none."""
    from collections.abc import Mapping

    if not isinstance(given, Mapping):
        raise ValueError("facts are given by the texts that name the files, as an object")
    found: dict[str, dict[str, Any]] = {}
    for text, facts in given.items():
        if not isinstance(facts, Mapping):
            raise ValueError(f"the facts of {show(text)} are an object such as {{seconds: 5}}")
        found[text] = {}
        for name, value in facts.items():
            if name not in _GIVEN:
                raise ValueError(f"there is no fact {show(name)} of {show(text)}; there are {', '.join(_GIVEN)}")
            if value is None:
                continue
            if name == "format":
                if not isinstance(value, str):
                    raise ValueError(f"the format of {show(text)} is a text such as mp4")
            elif not is_number(value) or not 0 <= value <= _LARGEST:
                raise ValueError(f"{name} of {show(text)} is a number from 0")
            found[text][name] = value
    return found


def informed(
    check: Callable[..., None],
    look: Callable[..., None] | None,
    body: Any,
    facts: Any,
    late: list[Violation] | None,
) -> list[Violation]:
    """The errors that the walk `check` finds in a body, then those that the walk `look` finds in the facts of its files.

    What is contested or warned of goes to `late`, unless that is None. Raises ValueError for facts that are none.
    """
    files = known_facts(facts)
    out = _of_plain(check, body, late)
    if look is not None and not (out and out[0].rule in ("nesting", "unreadable")):
        try:
            look(plain(body, 0), "", Facts(files, paths(out)), out, late)
        except Exception:  # another thread changes the body, or there is no memory left
            out.append(unreadable())
    return out


def fact(facts: Facts, text: Any, name: str, path: str) -> Any:
    """What is known of the file that a text names, None when it is not: also of a text that is refused."""
    known = facts.files.get(text) if type(text) is str and path not in facts.refused else None
    if known is None:
        return None
    if name == "ratio":
        width, height = known.get("width"), known.get("height")
        return None if width is None or height is None else _quotient(width, height)
    if name == "megabytes":
        return None if known.get("bytes") is None else _quotient(known["bytes"], 1024 * 1024)
    return known.get(name)


def _quotient(above: Any, below: Any) -> Any:
    """A quotient as `calculated` has it; None of nothing."""
    return calculated((("value", above), ("value", below), ("operator", "/")))


def fact_column(facts: Facts, items: Any, by: str | None, name: str, path: str) -> Any:
    """What is known of the files of an array, of each item or of its field `by`; no array is not known."""
    if type(items) is not list:
        return None
    step = "" if by is None else f"/{token(by)}"
    texts = [one if by is None else one.get(by) if type(one) is dict else None for one in items]
    return [fact(facts, text, name, f"{path}/{index}{step}") for index, text in enumerate(texts)]


def known_file(facts: Facts, text: Any, path: str) -> Any:
    """Everything that is known of the file that a text names, as an object; None when nothing is."""
    if type(text) is not str or text not in facts.files or path in facts.refused:
        return None
    found = dict(facts.files[text])
    if found.get("height") and "width" in found:
        found["ratio"] = found["width"] / found["height"]
    if "bytes" in found:
        found["megabytes"] = found["bytes"] / (1024 * 1024)
    return found


def refused_by(facts: Facts) -> frozenset[str]:
    """Where the body is refused."""
    return facts.refused


def weigh(text: Any, path: str, limits: tuple[Any, ...], formats: Any, facts: Facts, out: list[Violation]) -> None:
    """Report every limit that a known fact of a file breaks.

    limits: (name, least, most, fault) of each, the bounds as operands or None. formats: (those that are accepted, fault), None
    where all are.
    """
    if formats is not None:
        kind = fact(facts, text, "format", path)
        if kind is not None and not same_format(_lower(kind), formats[0]):
            out.append(Violation(formats[1], path, show(kind)))
    for name, least, most, fault in limits:
        amount = fact(facts, text, name, path)
        if amount is not None and (_beyond("<", amount, least) or _beyond(">", amount, most)):
            width, height = fact(facts, text, "width", path), fact(facts, text, "height", path)
            seen = f"{show(width)} to {show(height)}" if name == "ratio" else show(amount)
            out.append(Violation(fault, path, seen))


def _beyond(sign: str, amount: Any, bound: Any) -> bool:
    return bound is not None and relation(sign, (("value", amount),), bound) is True


def weigh_all(
    items: Any, path: str, fields: tuple[str, ...], limits: tuple[Any, ...], facts: Facts, out: list[Violation]
) -> None:
    """Report every total that the known facts of an array's files exceed already. fields: of items that are objects, those that
    name files. limits: as of `weigh`."""
    if path in facts.refused:
        return
    columns = [None, *fields]
    for name, _, most, fault in limits:
        found = [one for by in columns for one in fact_column(facts, items, by, name, path) if one is not None]
        if relation(">", (("value", found), ("function", "sum", 1)), most) is True:
            out.append(Violation(fault, path))


def measured(words: tuple[str, str], seen: Any) -> str:
    """A fact, with what stands before and after it."""
    return f"{words[0]}{seen or ''}{words[1]}"
