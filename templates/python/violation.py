class Violation:
    """What is wrong with a body, or doubtful.

    rule: id of the rule, or keyword of the schema. path: JSON Pointer (RFC 6901) of the value. related: pointers of the
    other fields that the rule read. severity: "error", "contested" or "warning". source: title and section of the document.
    """

    __slots__ = ("message", "path", "related", "rule", "severity", "source")

    def __init__(
        self, rule: str, path: str, related: tuple[str, ...], message: str, severity: str, source: str
    ) -> None:
        self.rule = rule
        self.path = path
        self.related = related
        self.message = message
        self.severity = severity
        self.source = source

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

    def __eq__(self, other: object) -> bool:
        # Every validator has this class, and equal violations of two of them are equal.
        return type(other).__name__ == "Violation" and bool(getattr(other, "as_dict", dict)() == self.as_dict())

    def __hash__(self) -> int:
        return hash((self.rule, self.path, self.message, self.severity))

    def __repr__(self) -> str:
        return f"Violation({self.severity}: {self})"

    def __str__(self) -> str:
        return f"{_visible(self.path) or 'body'}: {self.message} [{self.rule}]"
