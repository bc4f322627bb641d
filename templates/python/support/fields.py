"""Fields as rules see them: present or absent, refused, counted."""


def sound(path: str, refused: frozenset[str]) -> bool:
    """Whether nothing at the path or below it is refused."""
    inside = path + "/"
    for one in refused:
        if one == path or one.startswith(inside):
            return False
    return True


def count(
    judge: Callable[[Any, str, frozenset[str]], tuple[bool, bool]], items: Any, path: str, refused: frozenset[str]
) -> tuple[int, int]:
    """How many items fulfil a condition: certainly, possibly. An absent array has none, a refused one any number."""
    if type(items) is not list:
        return 0, 0 if items is None else MANY
    certain = possible = 0
    for index, item in enumerate(items):
        surely, perhaps = judge(item, f"{path}/{index}" if refused else "", refused)
        certain += surely
        possible += perhaps
    return certain, possible


def inside(
    judge: Callable[[Any, str, frozenset[str]], tuple[bool, bool]], value: Any, path: str, refused: frozenset[str]
) -> tuple[bool, bool]:
    """Whether the object in a field fulfils a condition: certainly, possibly."""
    if type(value) is Gap:
        return False, True
    return (False, False) if value is None else judge(value, path, refused)


def tally(items: Any, by: str, missing: Any, weights: dict[str, int], path: str, refused: frozenset[str]) -> int:
    """The sum of the weights of the items' types; -1 when one of them is not known."""
    if type(items) is not list:
        return -1
    total = 0
    for index, item in enumerate(items):
        kind = item.get(by) if type(item) is dict else None
        kind = missing if kind is None and type(item) is dict else kind
        if type(kind) is not str or (refused and f"{path}/{index}/{token(by)}" in refused):
            return -1
        total += weights.get(kind, MANY)
    return total


def weight(weights: dict[str, int], kind: Any) -> int:
    """What an item's type adds to the sum; of a type that stands in no combination more than any sum."""
    return weights.get(kind, MANY)


def kinds(items: Any, by: str) -> str:
    """The types of the items in words."""
    found = [item.get(by) if type(item) is dict else None for item in items]
    texts = [
        kind if type(kind) is str and len(kind) <= 60 and visible(kind) == kind else show(kind)
        for kind in found
        if kind is not None
    ]
    return " + ".join(texts) or "none"


def some(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """The first, unless it has nothing in it."""
    return first or second


def given(fields: tuple[tuple[str, Any], ...]) -> tuple[str, ...]:
    return tuple(path for path, value in fields if value is not None and value is not UNKNOWN)


def lacking(fields: tuple[tuple[str, Any], ...]) -> tuple[str, ...]:
    return tuple(path for path, value in fields if value is None)


def blamed(wrong: tuple[Any, ...], paths: tuple[tuple[str, ...], ...]) -> str:
    """The pointer of the first part that is broken. wrong: as `demanded` sees it."""
    row: tuple[str, ...] = paths[wrong[0]]
    for index, path in enumerate(row):
        if len(wrong) == 1 or wrong[index + 1]:
            return path
    return row[-1]


def others(path: str, guard: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in (*guard, *others) if one != path))


def column(items: Any, by: str | None, missing: Any, path: str, refused: frozenset[str]) -> Any:
    """The items of an array, or the field `by` of each, with gaps for those that are refused; no array stays as it
    is.
    """
    if type(items) is not list:
        return items
    step = "" if by is None else f"/{token(by)}"
    out = []
    for index, item in enumerate(items):
        one = item if by is None else item.get(by) if type(item) is dict else REFUSED
        known = f"{path}/{index}" not in refused and f"{path}/{index}{step}" not in refused
        out.append((missing if one is None else one) if known else REFUSED)
    return out


def effectively(fill: Callable[[Any, str, frozenset[str]], Any], body: Any, found: tuple[Violation, ...]) -> Any:
    """A copy of the body with its defaults. found: its errors."""
    try:
        copy = plain(body, 0)
        return fill(copy, "", frozenset([one.path for one in found])) if json(copy) else body
    except Exception:
        return body


def filled(value: Any, rows: tuple[Any, ...], path: str, refused: frozenset[str]) -> Any:
    """A copy of an object with its defaults.

    rows: of each field its name, whether null counts as absent, what it takes (the function of the condition, and the value),
    the function for the object in it, and that for each object of an array.
    """
    if type(value) is not dict:
        return value
    out = dict(value)
    for name, nullable, choices, of_object, of_items in rows:
        if name not in out or (nullable and out[name] is None):
            for judge, taken in choices:
                certain, possible = (True, True) if judge is None else judge(out, path, refused)
                if certain:
                    out[name] = plain(taken, 0)
                if possible:
                    break
        found, there = out.get(name), f"{path}/{token(name)}"
        if of_object is not None and type(found) is dict:
            out[name] = of_object(found, there, refused)
        elif of_items is not None and type(found) is list:
            out[name] = [of_items(one, f"{there}/{index}", refused) for index, one in enumerate(found)]
    return out
