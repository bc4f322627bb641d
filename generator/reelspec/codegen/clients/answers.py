"""What the method of a client gives: the classes of JSON answers by status, and what is no JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from reelspec.codegen.python.code import dict_of, literal, tuple_of
from reelspec.codegen.types.provider import responses_of, successes
from reelspec.language.contract.media import essence, is_json
from reelspec.language.contract.model import Operation, Provider


class Answers(NamedTuple):
    """The answers of an operation that are successes.

    response: the class in `responses` of the JSON one, "" without one; by_status: those of other statuses, by status, or by
    the first digit of several. others: the media types that are no JSON, where there is JSON as well. accept: the header
    that asks for them, "" where it is that of any such operation.
    """

    response: str
    by_status: Mapping[str, str]
    others: tuple[str, ...]
    accept: str

    @property
    def returns(self) -> str:
        """The annotation of what a method gives."""
        if not self.response:
            return "Content"
        classes = dict.fromkeys((self.response, *self.by_status.values()))
        result = f"Result[{' | '.join(f'responses.{name}' for name in classes)}]"
        return f"{result} | Content" if self.others else result

    @property
    def described(self) -> tuple[tuple[str, str], ...]:
        """What describes them to the runtime, as arguments; "" for those that are left out."""
        by_status = {status: literal(name) for status, name in self.by_status.items()}
        return (
            ("response", literal(self.response) if self.response else ""),
            ("by_status", dict_of(by_status) if by_status else ""),
            ("others", tuple_of(map(literal, self.others)) if self.others else ""),
            ("accept", literal(self.accept) if self.accept else ""),
        )


def answers_of(operation: Operation, provider: Provider) -> Answers:
    """The answers of an operation."""
    types = responses_of(provider).types.get(operation.id, {})
    response, *_ = (*types.values(), "")
    # A status that is answered as all others are is named beside a range that says otherwise.
    by_status = {
        status: name for status, name in types.items() if name != response or types.get(status[0], name) != name
    }
    media_types = dict.fromkeys(
        content.media_type for response in successes(operation) for content in response.contents
    )
    others = (
        ()
        if "x-task" in operation.extensions
        else tuple(essence(media_type) for media_type in media_types if not is_json(media_type))
    )
    asked = ", ".join(sorted(media_types, key=lambda media_type: not is_json(media_type)))
    if asked == ("application/json" if response else ""):
        asked = ""
    return Answers(response, by_status, others if response else (), asked)
