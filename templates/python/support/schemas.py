"""Schemas held against values: alternatives, types, lists of values."""


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
