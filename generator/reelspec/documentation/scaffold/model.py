"""The text of a drafted model file: from a page's facts, or a commented skeleton. `drafting` calls it."""

from __future__ import annotations

from reelspec.documentation.pages.page import Page, Statement
from reelspec.documentation.scaffold.tree import Branch, not_understood
from reelspec.language.source.node import Json
from reelspec.language.source.written import comment, flow, listed, scalar

_SKELETON = """\
# A draft. The guide for authors is specs/README.md of reelspec; `reelspec check` says what is wrong.
title: {title}
# description: In your own words, what the model does.
x-source: {{document: {document}}} # a section of it: {{document: {document}, section: Parameters}}
type: object
properties:
{model}\
  prompt:
    type: string
    description: What the video shows.
    # maxLength: 500
  # seconds: {{type: integer, enum: [5, 10], default: 5}}
  # size: {{type: string, enum: [720p, 1080p], default: 720p}}
  # image: {{type: string, format: uri, description: Address of the first frame.}}
required: {required}
additionalProperties: false # true while the page does not print all fields

# x-rules: # what may come together; an operator each
#   - id: full-hd-is-short
#     when: {{size: 1080p}}
#     must: {{seconds: 5}}
#     source: size # where on the page it stands

examples:
  - {example}
# x-invalid-examples: # bodies that break this rule or keyword and nothing else
#   - body: {example}
#     rule: maxLength
#     path: /prompt
"""


def skeleton(title: str, model: str, document: str, discriminator: str | None) -> str:
    """A model file without facts; it passes `check`. discriminator: the field that holds the model's name."""
    example: dict[str, Json] = {} if discriminator is None else {discriminator: model}
    example["prompt"] = "A paper boat crosses a puddle."
    named = "" if discriminator is None else f"  {scalar(discriminator)}: {{type: string, const: {scalar(model)}}}\n"
    return _SKELETON.format(
        title=scalar(title),
        document=scalar(document),
        model=named,
        required=flow([one for one in (discriminator, "prompt") if one is not None]),
        example=flow(example),
    )


def model_text(page: Page, tree: Branch, title: str, document: str, examples: list[Json]) -> tuple[str, int]:
    """A model file from a page's facts, and how many TODOs it has. tree: with the discriminator's values decided."""
    statements = not_understood(page)
    by_field: dict[str | None, list[Statement]] = {}
    fields = set(_paths(tree))
    for one in statements:
        by_field.setdefault(one.field if one.field in fields else None, []).append(one)
    lines = [
        comment(
            f"A draft from {page.name}. Write descriptions in your own words; each TODO names a line of the page.", 0
        ),
        f"title: {scalar(title)}",
        f"x-source: {{document: {scalar(document)}}}",
        "type: object",
        "properties:",
    ]
    todos: list[str] = []
    for name, branch in tree.members.items():
        lines += _branch(name, branch, 2, by_field, todos)
    required = tree.required()
    if required:
        lines.append(f"required: {flow(list[Json](required))}")
    if page.layout == "flattened":
        lines.append("# TODO: the page has lost its list of parameters: look for fields that are missing here")
        todos.append("list")
    else:
        lines.append("additionalProperties: false")
    rest = by_field.get(None, [])
    if rest:
        lines += ["", "# What of the page may be a rule (x-rules):"]
        lines += [_todo(one, 0, todos) for one in rest]
    if examples:
        lines += ["", "examples:"]
        for body in examples:
            lines += listed(body, 2)
    return "\n".join(lines) + "\n", len(todos)


def _paths(branch: Branch) -> list[str]:
    inner = [*branch.members.values(), *([branch.items] if branch.items is not None else [])]
    return [branch.path, *(path for one in inner for path in _paths(one))]


def _branch(
    name: str, branch: Branch, indent: int, by_field: dict[str | None, list[Statement]], todos: list[str]
) -> list[str]:
    space = " " * (indent + 2)
    lines = [f"{' ' * indent}{scalar(name)}:", *_inside(branch, indent + 2, by_field, todos)]
    if len(lines) == 1:
        lines.append(f"{space}{{}}")
    if all(one.lstrip().startswith("#") for one in lines[1:]):
        lines.append(f"{space}description: TODO")
    return lines


def _inside(branch: Branch, indent: int, by_field: dict[str | None, list[Statement]], todos: list[str]) -> list[str]:
    space = " " * indent
    lines = [_todo(one, indent, todos) for one in by_field.get(branch.path, [])]
    for key, value in branch.keywords().items():
        lines.append(f"{space}{key}: {flow(value)}")
    for one in branch.todos:
        lines.append(comment(f"TODO: {one}", indent))
        todos.append(one)
    if "." in branch.path and not branch.path.endswith("[]"):
        lines.append(f"{space}x-source: {{section: {scalar(branch.path.replace('[]', ''))}}}")
    if branch.items is not None:
        inner = _inside(branch.items, indent + 2, by_field, todos)
        if all(one.lstrip().startswith("#") for one in inner):
            inner.append(f"{space}  description: TODO")
        lines += [f"{space}items:", *inner]
    if branch.members:
        lines.append(f"{space}properties:")
        for name, member in branch.members.items():
            lines += _branch(name, member, indent + 2, by_field, todos)
        required = branch.required()
        if required:
            lines.append(f"{space}required: {flow(list[Json](required))}")
    return lines


def _todo(one: Statement, indent: int, todos: list[str]) -> str:
    todos.append(one.text)
    text = one.text if len(one.text) <= 180 else f"{one.text[:179]}…"
    return comment(f"TODO, line {one.line}: {text}", indent)
