"""The statements that report: one violation appended to the errors, or to what is contested or warned of. Full code only."""

from __future__ import annotations

from dataclasses import dataclass

from reelspec.codegen.python.code import Call, literal
from reelspec.codegen.validators.kinds import list_words
from reelspec.codegen.validators.module import Module, Path
from reelspec.language.contract.schema import Source
from reelspec.language.rules.shown import show
from reelspec.language.rules.words import value_words
from reelspec.language.source.node import Json


@dataclass(frozen=True)
class Violations:
    """Makes them for one module."""

    module: Module

    def append(
        self,
        rule: str,
        path: Path | str,
        message: str,
        source: Source | None,
        *,
        severity: str = "error",
        related: str = "()",
    ) -> Call:
        """A statement that reports. path, message and related are expressions; severity: error, contested or warning."""
        where = path if isinstance(path, str) else path.show()
        if related == "()" and severity != "contested":
            function, where_to = ("_error", "out") if severity == "error" else ("_warning", "late")
            return Call(function, (where_to, literal(rule), where, message, self.source(source)))
        arguments = (literal(rule), where, related, message, literal(severity), self.source(source))
        return Call("Violation", arguments, "out.append(" if severity == "error" else "late.append(", ")")

    def source(self, source: Source | None) -> str:
        """An expression for a source."""
        if source is None:
            return '""'
        return self.module.text(f"source_{source.section or 'document'}"[:40], str(source))

    def foreign(self, value: str, path: Path, source: Source | None) -> Call:
        """A statement that reports what is no JSON in a value that nothing else is said of."""
        return Call("_foreign", (value, path.show(), "out", self.source(source)))

    def listed(self, values: tuple[Json, ...], path: Path) -> str:
        """An argument with the words for allowed values; "" when a message shortens them."""
        if any(show(one) != value_words(one) for one in values):
            return ""
        return f", {self.module.text(f'{path.hint()}_words', list_words(values))}"
