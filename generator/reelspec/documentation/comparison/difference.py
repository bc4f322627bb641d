"""What comes of comparing a page with the specs: values that the other files of this package make and commands print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from reelspec.documentation.pages.page import FactKind
from reelspec.language.source.place import Place

DifferenceKind: TypeAlias = FactKind | Literal["explanation"]


@dataclass(frozen=True)
class Difference:
    """One thing that page and spec do not say alike.

    field, kind: as `Fact` has them; kind "explanation": an explanation in documents.yaml that explains nothing (any more).
    place: the element of the spec; line: that of the page, None where the page is silent. page, spec: what each says, as
    words. explanation: why it is right, from documents.yaml (or the element's own `(inference: …)`), None: unexplained.
    """

    field: str
    kind: DifferenceKind
    place: Place
    line: int | None
    page: str
    spec: str
    explanation: str | None = None

    @property
    def key(self) -> str:
        """What documents.yaml calls it under `differences`: `size default`."""
        return f"{self.field} {self.kind}"


@dataclass(frozen=True)
class Comparison:
    """What came of comparing one page. name: the page's; agreed: how many facts the spec says alike."""

    provider: str
    document: str
    name: str
    agreed: int
    differences: tuple[Difference, ...]

    @property
    def open(self) -> tuple[Difference, ...]:
        """The differences that nobody has explained."""
        return tuple(difference for difference in self.differences if difference.explanation is None)
