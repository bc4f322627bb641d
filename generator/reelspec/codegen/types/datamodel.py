"""Python source of types: datamodel-code-generator in this process, fed a `TypesDocument`, and what is put to its answer.

The tool is heavy to import, so it is imported when source is made, and not when earlier source is kept.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reelspec.codegen.python.code import literal, plain
from reelspec.codegen.types.document import ODD, Named, TypesDocument

LINE_LENGTH = 120
_LONG = 10_000
_START = "from __future__ import annotations\n"
_ODD_TYPES = "    model_config = ConfigDict(\n        arbitrary_types_allowed=True,\n    )\n"
"""What the tool lets a class have for types that are made elsewhere."""
_ELSEWHERE = re.compile(r"^from runtime import (\([^)]*\)|.*)\n", re.MULTILINE)
"""How the tool imports what the document says is made elsewhere."""


class Unmade(Exception):
    """The tool's answer is not what the document asks for."""


def typed_dicts(document: TypesDocument) -> str:
    """The document as TypedDicts, without header and descriptions."""
    from datamodel_code_generator.enums import DataModelType

    source = _generate(document, DataModelType.TypingTypedDict)
    if not document.functional:
        return source
    functional = {made.name: made for made in _classes(source) if made.functional}
    lines = source.splitlines(keepends=True)
    for name in document.functional:
        if ODD in document.classes[name].fields:
            continue
        if name not in functional or ODD not in functional[name].fields:
            raise Unmade(f"{name} is not in functional syntax")
        lines[functional[name].fields[ODD].start - 1] = ""
    return "".join(lines)


def models(document: TypesDocument) -> str:
    """The document as pydantic models, without header and descriptions."""
    from datamodel_code_generator.enums import DataModelType

    return _generate(document, DataModelType.PydanticV2BaseModel)


def _generate(document: TypesDocument, kind: object) -> str:
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType, TargetPydanticVersion
    from datamodel_code_generator.format import Formatter, PythonVersion
    from datamodel_code_generator.parser import LiteralType

    assert isinstance(kind, DataModelType)
    if not document.names:
        return ""
    aliases: dict[str, str | list[str]] = {
        f"{name}.{field}": attribute
        for name, renamed in document.attributes.items()
        for field, attribute in renamed.items()
    }
    long: dict[str, str] = {}
    source = generate(
        _shortened(json.loads(document.text), document.text.decode(), long),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=kind,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion.V2,
        enum_field_as_literal=LiteralType.All,
        use_closed_typed_dict=False,
        extra_fields="allow",
        use_generic_base_class=True,
        skip_root_model=True,
        keep_model_order=True,
        custom_class_name_generator=lambda name: name,
        aliases=aliases or None,
        allow_remote_refs=False,
        use_double_quotes=True,
        disable_timestamp=True,
        custom_file_header="#",
        formatters=[Formatter.BUILTIN],
        # Long lines are folded here, where every field is one line.
        builtin_format_line_length=1_000_000,
        # Where no pyproject.toml of somebody else's can have a say.
        settings_path=Path(Path.cwd().anchor),
    )
    source = source.removeprefix("#").lstrip("\n") if isinstance(source, str) else ""
    if not source.startswith(_START):
        raise Unmade("the types are not one module")
    body = _with_choices(_from_runtime(_folded(_visible(source))), document)
    missing = document.classes.keys() - set(_CLASS.findall(body))
    if missing:
        raise Unmade(f"{', '.join(sorted(missing))} did not get the name that the document gives")
    for stand_in, word in long.items():
        body = body.replace(f'"{stand_in}"', repr(word))
    return body


def _shortened(value: Any, text: str, long: dict[str, str], *, listed: bool = False) -> Any:
    """The document with a stand-in for each listed word that is very long: the tool goes through source character by
    character, and copies the line so far for each.

    text: the whole document, in which no stand-in stands. long: the stand-ins and their words, which are added.
    listed: the value is listed by `enum` or `const`.
    """
    match value:
        case str() if listed and len(value) > _LONG:
            stand_in = f"long-{len(long)}-"
            while stand_in in text:
                stand_in += "-"
            long[stand_in] = value
            return stand_in
        case list():
            return [_shortened(item, text, long, listed=listed) for item in value]
        case dict():
            return {key: _shortened(inner, text, long, listed=key in ("enum", "const")) for key, inner in value.items()}
    return value


def _from_runtime(source: str) -> str:
    """The source with imports of what is made elsewhere: files come from the runtime, choices stand in the module itself."""
    imported = _ELSEWHERE.search(source)
    if imported is None:
        return source
    upload = re.search(r"\bUpload\b", imported[1])
    return source.replace(imported[0], "from .._runtime.bodies import Upload\n" if upload else "")


def _with_choices(source: str, document: TypesDocument) -> str:
    """The source with the choices of discriminators, below the classes that they choose from.

    So are the root models, which name at once what is in them: those of lists of a choice come below it.
    """
    if not document.choices:
        return source
    text = _importing(source.replace(_ODD_TYPES, "").rstrip() + "\n")
    below: dict[str, str] = {}
    for root in reversed([*_ROOT_MODEL.finditer(text)]):
        below[root[1]] = f"{root[0].strip()}\n"
        text = text[: root.start()] + text[root.end() :]
    below.update((name, _choice(name, choice)) for name, choice in document.choices.items())
    lines = "\n\n".join(below[name] for name in _inner_first(below))
    rebuilt = re.search(r"^\w+\.model_rebuild\(\)$", text, re.MULTILINE)
    at = len(text) if rebuilt is None else rebuilt.start()
    return f"{text[:at].rstrip()}\n\n\n{lines}{f'{chr(10)}{chr(10)}' if rebuilt else ''}{text[at:]}"


_CLASS = re.compile(r"^(?:class )?(\w+)(?:\(| = TypedDict\()", re.MULTILINE)
_ROOT_MODEL = re.compile(r"^class (\w+)\(RootModel\[.*\n(?:(?: .*)?\n)*", re.MULTILINE)


def _choice(name: str, choice: Named) -> str:
    by_value = "".join(f"            {literal(value)}: {class_name},\n" for value, class_name in choice.names.items())
    other = f"        {choice.other},\n" if choice.other else ""
    picked = f"picking.Pick(\n        {literal(choice.field)},\n        {{\n{by_value}        }},\n{other}    )"
    return f"{name}: TypeAlias = Annotated[\n    {' | '.join(choice.types)},\n    {picked},\n]\n"


def _importing(source: str) -> str:
    """The source with the imports that choices need."""
    typing = re.compile(r"^from typing import (.*)$", re.MULTILINE)
    imported = typing.search(source)
    names = sorted({"Annotated", "TypeAlias", *(imported[1].split(", ") if imported else ())})
    line = f"from typing import {', '.join(names)}"
    text = typing.sub(line, source, count=1) if imported else source.replace(_START, f"{_START}\n{line}\n", 1)
    *_, last = re.finditer(r"^from pydantic import .*\n", text, re.MULTILINE)
    return f"{text[: last.end()]}\nfrom .._runtime import picking\n{text[last.end() :]}"


def _inner_first(definitions: Mapping[str, str]) -> list[str]:
    """The names of definitions, each behind those that it refers to."""
    ordered: dict[str, None] = {}
    begun: set[str] = set()

    def visit(name: str) -> None:
        if name not in begun:
            begun.add(name)
            for word in re.findall(r"\w+", definitions[name]):
                if word in definitions:
                    visit(word)
            ordered[name] = None

    for name in sorted(definitions):
        visit(name)
    return list(ordered)


class SourceClass(NamedTuple):
    """Where a class stands in source, as `class` or, in functional syntax, as a call of TypedDict. Lines count from 1.

    line: its first. fields: attribute, or key in functional syntax -> its lines. docstrings: the lines of each.
    body: the first line below that of `class`, None when it says nothing but `pass`.
    """

    name: str
    line: int
    functional: bool
    body: int | None
    fields: dict[str, range]
    docstrings: tuple[range, ...] = ()


def _classes(source: str) -> Iterator[SourceClass]:
    """The classes of a module."""
    for statement in ast.parse(source).body:
        match statement:
            case ast.ClassDef(name=name, body=[first, *_] as body):
                fields: dict[str, range] = {}
                docstrings = []
                for member in body:
                    match member:
                        case ast.AnnAssign(target=ast.Name(id=attribute)):
                            fields[attribute] = _lines(member)
                        case ast.Expr(value=ast.Constant()):
                            docstrings.append(_lines(member))
                inside = None if isinstance(first, ast.Pass) else first.lineno
                yield SourceClass(name, statement.lineno, False, inside, fields, tuple(docstrings))
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[_, ast.Dict(keys, values)])):
                items = {
                    str(key.value): range(key.lineno, _lines(value).stop)
                    for key, value in zip(keys, values, strict=True)
                    if isinstance(key, ast.Constant)
                }
                yield SourceClass(name, statement.lineno, True, None, items)


def _lines(node: ast.stmt | ast.expr) -> range:
    """The numbers of the lines that something stands on."""
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _visible(source: str) -> str:
    """The source with an escape for each character of a string that cannot be seen, or that turns the text around."""
    return "".join(
        character if character.isprintable() or character == "\n" else character.encode("unicode_escape").decode()
        for character in source
    )


def _folded(source: str) -> str:
    """The source with the values of literals below each other in lines that are too long."""
    lines = source.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if len(line) > LINE_LENGTH + 1 and "Literal[" in line:
            lines[index] = _folded_line(line)
    return "".join(lines)


def _folded_line(line: str) -> str:
    """The line, which is a statement, the first line of a class, or an entry of a dict."""
    text = line.lstrip(" ")
    indent = line[: len(line) - len(text)]
    before = "{" if text.startswith(('"', "'")) else ""
    after = "}" if before else "pass" if text.startswith("class ") else ""
    found = [node for node in ast.walk(ast.parse(f"{before}{text.rstrip()}{after}")) if isinstance(node, ast.Subscript)]
    literals = [node for node in found if isinstance(node.value, ast.Name) and node.value.id == "Literal"]
    literals.sort(key=lambda literal: literal.col_offset)
    return indent + _below_each_other(f"{before}{text}", literals, indent).removeprefix(before)


def _below_each_other(line: str, literals: Sequence[ast.Subscript], indent: str) -> str:
    """The line with the values of each literal below each other."""
    text = line.encode()  # where something stands in a line is counted in bytes
    folded, at = "", 0
    for value_list in literals:
        values = value_list.slice.elts if isinstance(value_list.slice, ast.Tuple) else [value_list.slice]
        folded += text[at : values[0].col_offset].decode()
        for value in values:
            folded += f"\n{indent}    {text[value.col_offset : value.end_col_offset].decode()},"
        folded += f"\n{indent}"
        at = (value_list.end_col_offset or 0) - 1  # the closing bracket
    return folded + text[at:].decode()


# Header and descriptions


def finished(source: str, document: TypesDocument, title: str, origin: str) -> bytes:
    """The module as it is written: `source` with a header and the descriptions of classes and fields."""
    title, origin = (plain(text).replace('"', "'") for text in (title, origin))
    header = f'"""{title}.\n\nGenerated by reelspec from {origin}; edits are lost.\n"""\n\n'
    if not source:
        return f"{header}{_START}".encode()
    return (header + _described(source, document)).encode()


def bare(content: bytes) -> str:
    """The source that `finished` made `content` of."""
    text = content.decode()
    lines = text.splitlines(keepends=True)
    for made in _classes(text):
        for docstring in made.docstrings:
            # The one of the class itself is set off by an empty line.
            end = docstring.stop + (docstring.start == made.body)
            lines[docstring.start - 1 : end - 1] = [""] * (end - docstring.start)
    start = lines.index(_START)
    body = "".join(line for line in lines[start:] if not line.lstrip(" ").startswith("# - "))
    return "" if body == _START else body


def _described(source: str, document: TypesDocument) -> str:
    """The source with the descriptions: docstrings in classes, comments where the syntax has no place for them."""
    above: dict[int, str] = {}
    for made in _classes(source):
        described = document.classes.get(made.name)
        if described is None:
            continue
        if made.functional:
            above[made.line] = _comment(described.description, "")
            for name, lines in made.fields.items():
                above[lines.start] = _comment(described.descriptions.get(name, ""), " " * 8)
            continue
        if made.body is not None and described.description:
            above[made.body] = f"{_docstring(described.description)}\n"
        names = {attribute: name for name, attribute in document.attributes.get(made.name, {}).items()}
        for attribute, lines in made.fields.items():
            above[lines.stop] = _docstring(described.descriptions.get(names.get(attribute, attribute), ""))
    numbered = enumerate(source.splitlines(keepends=True), 1)
    return "".join(above.pop(number, "") + line for number, line in numbered) + "".join(above.values())


def _readable(text: str) -> str:
    """One line of printable characters."""
    return "".join(character if character.isprintable() else "\ufffd" for character in " ".join(text.split()))


def _docstring(text: str) -> str:
    """A docstring below a class or a field, "" for no text; nothing in it ends the string or escapes."""
    import textwrap

    text = _readable(text)
    end = '\\"' if text.endswith('"') else ""
    text = text.removesuffix('"' if end else "").replace("\\", "\\\\").replace('"""', '\\"\\"\\"') + end
    if not text:
        return ""
    if len(text) <= LINE_LENGTH - 10:
        return f'    """{text}"""\n'
    folded = textwrap.wrap(text, LINE_LENGTH - 4, break_long_words=False, break_on_hyphens=False)
    return '    """\n' + "".join(f"    {line}\n" for line in folded) + '    """\n'


def _comment(text: str, indent: str) -> str:
    """A comment above a field, "" for no text; the mark keeps it from being read as a directive to a tool."""
    text = _readable(text).replace("#", "/")
    return f"{indent}# - {text}\n" if text else ""
