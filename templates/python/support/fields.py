"""Fields as rules see them: present or absent, refused, counted."""


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
            found += " + " + (kind if type(kind) is str and len(kind) <= 60 and _visible(kind) == kind else _show(kind))
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
