"""What violations say, and the two walks of a judge put together."""


class Fault:
    """What a violation says wherever it is found: a constant of a judge.

    say: makes the message of `words` and of what was seen, when it is read.
    """

    __slots__ = ("rule", "say", "severity", "source", "words")

    def __init__(self, rule: str, severity: str, source: str, say: Callable[[Any, Any], str], words: Any) -> None:
        self.rule = rule
        self.severity = severity
        self.source = source
        self.say = say
        self.words = words


_STAYS: Final[frozenset[Any]] = frozenset({str, int, float, bool, type(None), tuple, Told, Array})


class Violation:
    """What is wrong with a body, or doubtful.

    rule: id of the rule, or keyword of the schema. path: JSON Pointer (RFC 6901) of the value. related: pointers of the
    other fields that the rule read. severity: "error", "contested" or "warning". source: title and section of the
    document. message: made when it is read, of what was seen when the violation was found.
    """

    __slots__ = ("_fault", "_seen", "path", "related")

    def __init__(self, fault: Fault, path: str, seen: Any = None, related: tuple[str, ...] = ()) -> None:
        if type(seen) is not str and type(seen) not in _STAYS:
            if (type(seen) is not list and type(seen) is not dict) or deep(seen):
                raise Inexact
            seen = kept(seen)
        self._fault = fault
        self._seen = seen
        self.path = path
        self.related = related

    @property
    def rule(self) -> str:
        return self._fault.rule

    @property
    def message(self) -> str:
        return self._fault.say(self._fault.words, self._seen)

    @property
    def severity(self) -> str:
        return self._fault.severity

    @property
    def source(self) -> str:
        return self._fault.source

    def as_dict(self) -> dict[str, Any]:
        """The violation as JSON-compatible values."""
        return {
            "rule": self.rule,
            "path": self.path,
            "related": list(self.related),
            "message": self.message,
            "severity": self.severity,
            "source": self.source,
        }

    def as_error(self) -> Violation:
        """The same as an error."""
        fault = self._fault
        strict = Fault(fault.rule, "error", fault.source, fault.say, fault.words)
        return Violation(strict, self.path, self._seen, self.related)

    def as_said_by(self, say: Callable[[Any, Any], str], words: Any) -> Violation:
        """The same with another message."""
        fault = Fault(self.rule, self.severity, self.source, say, words)
        return Violation(fault, self.path, None, self.related)

    def __eq__(self, other: object) -> bool:
        # A judge that stands alone has a class of its own, and equal violations of two of them are equal.
        return type(other).__name__ == "Violation" and bool(getattr(other, "as_dict", dict)() == self.as_dict())

    def __hash__(self) -> int:
        return hash((self.rule, self.path, self.message, self.severity))

    def __reduce__(self) -> tuple[Any, ...]:
        return _violation, (self.rule, self.path, self.related, self.message, self.severity, self.source)

    def __repr__(self) -> str:
        return f"Violation({self.severity}: {self})"

    def __str__(self) -> str:
        return f"{visible(self.path) or 'body'}: {self.message} [{self.rule}]"


def _violation(
    rule: str, path: str, related: tuple[str, ...], message: str, severity: str, source: str
) -> Violation:
    """A violation of what it says: what pickles and copies are made of."""
    return Violation(Fault(rule, severity, source, text, message), path, None, related)


def refusals(check: Callable[..., None], body: Any) -> tuple[Violation, ...]:
    """Every error that the walk `check` finds in the body as an encoder would write it."""
    return tuple(_of_plain(check, body, None))


def violations(
    is_valid: Callable[[Any], bool], check: Callable[..., None], body: Any, strict: bool
) -> tuple[Violation, ...]:
    """Everything that the walk `check` finds in the body as an encoder would write it, as `ranked`."""
    late: list[Violation] = []
    out = _of_plain(check, body, late)
    # A quicker judgement, which needs less room, has the last word.
    return () if out and out[0].rule == "nesting" and is_valid(body) else ranked(out, late, strict)


def ranked(out: list[Violation], late: list[Violation], strict: bool) -> tuple[Violation, ...]:
    """Errors, then contested violations, then warnings, of which those at the path of an error go.

    strict: contested ones are errors.
    """
    wrong = {one.path for one in out}
    late = [one for one in late if one.path not in wrong]
    contested = [one for one in late if one.severity == "contested"]
    if strict:
        contested = [one.as_error() for one in contested]
        wrong.update([one.path for one in contested])
    warnings = [one for one in late if one.severity == "warning" and one.path not in wrong]
    return (*out, *contested, *warnings)


def _of_plain(check: Callable[..., None], body: Any, late: list[Violation] | None) -> list[Violation]:
    """The errors in the body as an encoder would write it; what is contested or warned of goes to `late`, unless
    that is None.
    """
    out: list[Violation] = []
    try:
        body = body if pure(body) else plain(body, 0)
        check(body, out, late)
        if not out:
            # In a field that only a schema names which does not count for this body.
            foreign(body, "", out, _NO_JSON)
    except RecursionError:
        if late is not None:
            late.clear()
        return [_violation("nesting", "", (), "it is nested too deeply to be judged", "error", "")]
    except Exception:  # another thread changes the body, or there is no memory left
        return [unreadable()]
    return out


_NO_JSON: Final = Fault("type", "error", "", not_of_type, ("a value that JSON has", None))


def unreadable() -> Violation:
    """What is said where the walk itself failed."""
    return _violation("unreadable", "", (), "it cannot be read to its end", "error", "")


def paths(out: list[Violation]) -> frozenset[str]:
    """Where something is refused."""
    return frozenset([one.path for one in out]) if out else NONE_REFUSED
