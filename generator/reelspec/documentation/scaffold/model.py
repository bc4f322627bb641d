"""The text of a drafted model file: from a page's facts, or a commented skeleton. `drafting` calls it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reelspec.documentation.pages.page import Page, Statement
from reelspec.documentation.scaffold.drafted import Drafted, Line, Lines, plain_lines, schema_lines, todo_line
from reelspec.language.source.node import Json
from reelspec.language.source.written import comment, flow, listed, scalar

_SKELETON = """\
# A draft. The guide for authors is specs/README.md of reelspec; `reelspec check` says what is wrong.
title: {title}
# TODO: description: In your own words, what the model does.
x-source: {{document: {document}}} # a section of it: {{document: {document}, section: Parameters}}
type: object
properties:
{model}\
  prompt:
    type: string
    description: What the video shows.
    # TODO: maxLength: 500
  # TODO: the other fields that the page has, such as
  # seconds: {{type: integer, enum: [5, 10], default: 5}}
  # size: {{type: string, enum: [720p, 1080p], default: 720p}}
  # image: {{type: string, format: uri, description: Address of the first frame.}}
required: {required}
additionalProperties: false # TODO: true where the page does not print all fields

# TODO: what may come together, a rule with one operator each
# x-rules:
#   - id: full-hd-is-short
#     when: {{size: 1080p}}
#     must: {{seconds: 5}}
#     source: size # where on the page it stands

examples: # TODO: the bodies that the page prints
  - {example}
# TODO: bodies that break one rule or keyword and nothing else
# x-invalid-examples:
#   - body: {example}
#     rule: maxLength
#     path: /prompt
"""


def skeleton(title: str, model: str, document: str, discriminator: str | None) -> Lines:
    """A model file without facts; it passes `check`. discriminator: the field that holds the model's name."""
    example: dict[str, Json] = {} if discriminator is None else {discriminator: model}
    example["prompt"] = "A paper boat crosses a puddle."
    named = "" if discriminator is None else f"  {scalar(discriminator)}: {{type: string, const: {scalar(model)}}}\n"
    text = _SKELETON.format(
        title=scalar(title),
        document=scalar(document),
        model=named,
        required=flow([name for name in (discriminator, "prompt") if name is not None]),
        example=flow(example),
    )
    return plain_lines(text.rstrip("\n").split("\n"))


def model_lines(
    page: Page, body: Drafted, title: str, document: str, examples: Examples, rules: list[Statement]
) -> Lines:
    """A model file from what a page says.

    body: the schema, whose TODOs about fields stand at them. rules: the statements of no field that may be rules.
    """
    lines = plain_lines(
        [
            comment(
                f"A draft from {page.name}. Write descriptions in your own words; each TODO names a line of the page.",
                0,
            ),
            f"title: {scalar(title)}",
            f"x-source: {{document: {scalar(document)}}}",
        ]
    )
    lines += schema_lines(body, 0)
    if page.layout == "flattened":
        lines.append(
            todo_line("TODO: the page has lost its list of parameters: look for fields that are missing here", 0)
        )
    if rules:
        lines += plain_lines(["", "# What of the page may be a rule (x-rules):"])
        lines += [todo_line(todo_of(rule), 0) for rule in rules]
    if examples.bodies:
        lines += plain_lines(["", "examples:"])
        for body_ in examples.bodies:
            first, *rest = listed(body_, 2)
            refuse = examples.refusal(body_)
            lines += [Line(first, refuse), *(Line(text, refuse) for text in rest)]
    return lines


def todo_of(statement: Statement) -> str:
    """A statement as a TODO."""
    text = statement.text if len(statement.text) <= 180 else f"{statement.text[:179]}…"
    return f"TODO, line {statement.line}: {text}"


@dataclass
class Examples:
    """The requests of a page that the draft accepts; notes: why others are left out."""

    bodies: list[Json]
    notes: list[str]

    def refusal(self, body: Json) -> Callable[[str], None]:
        """Leaves an example out."""

        def refuse(why: str) -> None:
            if body in self.bodies:
                self.bodies.remove(body)
                self.notes.append(f"a request of the page does not fit the draft and is left out: {why}")

        return refuse
