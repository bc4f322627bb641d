"""Schemas held against values: alternatives, types, lists of values."""


class Pattern:
    """A regular expression that is compiled when a text is first held against it: most are never needed."""

    __slots__ = ("_source", "search")

    def __init__(self, source: str) -> None:
        self._source = source
        self.search: Callable[[str], object] = self._first

    def _first(self, text: str) -> object:
        import re

        self.search = re.compile(self._source).search
        return self.search(text)


def holds(check: Callable[..., None], value: Any) -> bool:
    """Whether the schema of a function accepts a value."""
    found: list[Violation] = []
    check(value, "", found, None)
    return not found


def matching(check: Callable[..., None], array: list[Any]) -> int:
    """How many items the schema of a function accepts."""
    return sum([holds(check, item) for item in array])


def alternatives(
    keyword: str,
    value: Any,
    path: str,
    branches: tuple[Callable[..., None], ...],
    out: list[Violation],
    late: list[Violation] | None,
    source: str,
    told: tuple[Any, ...],
) -> None:
    """anyOf and oneOf: when no branch accepts, the one that was meant says why.

    told: what tells the branches apart: a field or None, and whether it is needed; its values, types and listed values
    by branch; all types in words.
    """
    tried: list[list[Violation]] = []
    accepted: list[str] = []
    by, values = told[0], told[2]
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
        out.append(Violation(Fault(keyword, "error", source, text, message), path))
    elif not accepted:
        wrong = _of_meant(keyword, value, path, tried, source, told)
        if by is None or type(value) is not dict or not _is_reported(by, value, path, wrong, out):
            out += wrong


def _is_reported(by: str, value: dict[str, Any], path: str, several: list[Violation], out: list[Violation]) -> bool:
    """Whether no more is wrong than that the field is which tells the alternatives apart, and the schema around them
    has reported that. Where it is missing, the report says how to give it as well.
    """
    wrong, place = several[0], f"{path}/{token(by)}"
    if by in value and (len(several) > 1 or wrong.path != place):
        return False
    for index in range(len(out) - 1, -1, -1):
        if not out[index].path.startswith(path):
            break
        if out[index].path == place:
            if wrong.rule == out[index].rule == "required" and wrong.path == place:
                out[index] = out[index].as_said_by(as_another, wrong)
            return True
    return False


def _of_meant(
    keyword: str, value: Any, path: str, tried: list[list[Violation]], source: str, told: tuple[Any, ...]
) -> list[Violation]:
    """The faults by the branch that was meant: told by its field, by its type, else the one with the fewest faults."""
    by, needed, values, types, listed, words = told
    fitting = [index for index in range(len(tried)) if _is_of(value, types[index])]
    if not fitting:
        allowed = [one for several in listed for one in several]
        wanted = (words, Listed(*allowed) if allowed else None)
        return [Violation(Fault("type", "error", source, not_of_type, wanted), path, value)]
    if by is not None and type(value) is dict:
        place = f"{path}/{token(by)}"
        known = Listed(*[one for index in fitting for one in values[index]])
        if by in value:
            for index in fitting:
                if _is_one_of(value[by], values[index]):
                    return tried[index]
            return [Violation(Fault(keyword, "error", source, not_listed, known), place, value[by])]
        if needed:
            return [Violation(Fault("required", "error", source, lacking_choice, (by, known)), place)]
    if len(fitting) == 1:
        return tried[fitting[0]]
    if all(listed[index] for index in fitting):
        every = Listed(*[one for index in fitting for one in listed[index]])
        return [Violation(Fault(keyword, "error", source, not_listed, every), path, value)]
    fewest = min([len(tried[index]) for index in fitting])
    closest = [tried[index] for index in fitting if len(tried[index]) == fewest]
    if len(closest) == 1:
        return [one.as_said_by(nearest, (one, len(tried))) for one in closest[0]]
    return [Violation(Fault(keyword, "error", source, ways, (path, closest, len(tried))), path)]


def _is_one_of(value: Any, listed: tuple[Any, ...]) -> bool:
    for one in listed:
        if equal(value, one):
            return True
    return False


def _is_of(value: Any, types: tuple[str, ...]) -> bool:
    """Whether the value is of one of the JSON types; () stands for all."""
    for one in types:
        if one == "integer" or one == "number":
            if is_integer(value) or (one == "number" and is_number(value)):
                return True
        elif one == "null":
            if value is None:
                return True
        elif type(value) is _CLASSES.get(one):
            return True
    return not types


_CLASSES: Final[dict[str, Any]] = {"boolean": bool, "string": str, "array": list, "object": dict}


def members() -> set[Any]:
    """The members of a value that schemas have evaluated: none yet."""
    return set()


def add(found: set[Any], member: Any) -> None:
    """One more."""
    found.add(member)


def add_all(found: set[Any], several: Iterable[Any]) -> None:
    """All of them: the names of an object, or what another schema has evaluated."""
    found.update(several)


def add_first(found: set[Any], number: int) -> None:
    """The positions of the first items of an array."""
    found.update(range(number))
