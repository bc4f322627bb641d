"""Python source of types: datamodel-code-generator in this process, fed a `Document`, and what is put to its answer.

The tool is heavy to import, so it is imported when source is made, and not when earlier source is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reelspec.codegen.python.code import plain
from reelspec.codegen.types.document import ODD, Class, Document

LINE_LENGTH = 120
_START = "from __future__ import annotations\n"
_CLASS = re.compile(r"class (\w+)\(|(\w+) = TypedDict\($")
_FIELD = re.compile(r" {4}(?! )[^\W\d]\w*: ")
_ITEM = re.compile(r" {8}(\"|')")


class Unmade(Exception):
    """The tool's answer is not what the document asks for."""


def typed_dicts(document: Document) -> str:
    """The document as TypedDicts, without header and descriptions."""
    from datamodel_code_generator.enums import DataModelType

    source = _generate(document, DataModelType.TypingTypedDict)
    odd = re.compile(rf"^ {{8}}\"{re.escape(ODD)}\": NotRequired\[None\],\n", re.MULTILINE)
    for name in document.functional:
        if ODD in document.classes[name].fields:
            continue
        head, mark, rest = source.partition(f"\n{name} = TypedDict(\n")
        rest, count = odd.subn("", rest, count=1)
        if not mark or not count:
            raise Unmade(f"{name} is not in functional syntax")
        source = head + mark + rest
    return source


def models(document: Document) -> str:
    """The document as pydantic models, without header and descriptions."""
    from datamodel_code_generator.enums import DataModelType

    return _generate(document, DataModelType.PydanticV2BaseModel)


def _generate(document: Document, kind: object) -> str:
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
    source = generate(
        json.loads(document.text),
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
    if not isinstance(source, str) or _START not in source:
        raise Unmade("the types are not one module")
    body = "".join(map(_folded, _visible(source[source.index(_START) :]).splitlines(keepends=True)))
    made = [found[1] or found[2] for line in body.splitlines() if (found := _CLASS.match(line))]
    missing = document.classes.keys() - set(made)
    if missing:
        raise Unmade(f"{', '.join(sorted(missing))} did not get the name that the document gives")
    return body


def _visible(source: str) -> str:
    """The source with an escape for each character of a string that cannot be seen, or that turns the text around."""

    def shown(found: re.Match[str]) -> str:
        return found[0] if found[0].isprintable() else found[0].encode("unicode_escape").decode()

    return re.sub(r"[^\n -~]", shown, source)


def _folded(line: str) -> str:
    """A line that is too long with the values of its literals below each other."""
    import tokenize
    from io import StringIO

    if len(line) <= LINE_LENGTH + 1 or "Literal" not in line:
        return line
    indent = line[: len(line) - len(line.lstrip(" "))]
    text = line.strip()
    out, at, depth, inside = [], 0, 0, False
    before = ""
    for token in tokenize.generate_tokens(StringIO(f"({text})").readline):
        start, end = token.start[1] - 1, token.end[1] - 1
        if token.string == "[" and before.startswith("Literal") and not inside:
            inside, depth = True, 0
            out.append(f"{text[at:end]}\n{indent}    ")
            at = end
        elif inside and token.string in ("[", "]"):
            depth += 1 if token.string == "[" else -1
            if depth < 0:
                inside = False
                out.append(f"{text[at:start].strip()},\n{indent}")
                at = start
        elif inside and token.string == "," and not depth:
            out.append(f"{text[at:end].strip()}\n{indent}    ")
            at = end
        before = token.string
    return f"{indent}{''.join(out)}{text[at:]}\n"


# Header and descriptions


def finished(source: str, document: Document, title: str, origin: str) -> bytes:
    """The module as it is written: `source` with a header and the descriptions of classes and fields."""
    title, origin = (plain(text).replace('"', "'") for text in (title, origin))
    header = f'"""{title}.\n\nGenerated by reelspec from {origin}; edits are lost.\n"""\n\n'
    if not source:
        return f"{header}{_START}".encode()
    return (header + "".join(_described(source.splitlines(keepends=True), document))).encode()


def bare(content: bytes) -> str:
    """The source that `finished` made `content` of."""
    text = content.decode()
    lines = iter(text[text.index(_START) :].splitlines(keepends=True))
    kept: list[str] = []
    for line in lines:
        if line.startswith('    """'):
            whole = line != '    """\n' and line.endswith('"""\n')
            while not whole:
                whole = next(lines) == '    """\n'
            if kept[-1].startswith("class "):
                next(lines)
        elif not line.lstrip(" ").startswith("# - "):
            kept.append(line)
    body = "".join(kept)
    return "" if body == _START else body


def _described(lines: Sequence[str], document: Document) -> Iterator[str]:
    """The lines with the descriptions: docstrings in classes, comments where the syntax has no place for them."""
    current: Class | None = None
    pending = ""
    fields: Mapping[str, str] = {}
    functional = False
    for index, line in enumerate(lines):
        found = _CLASS.match(line)
        if _FIELD.match(line) or not line.startswith(" "):
            yield pending
            pending = ""
        if found is not None:
            name = found[1] or found[2]
            current = document.classes.get(name)
            fields = {attribute: field for field, attribute in document.attributes.get(name, {}).items()}
            functional = found[2] is not None
            if current is None:
                yield line
            elif functional:
                yield _comment(current.description, "")
                yield line
            else:
                yield line
                if lines[index + 1] != "    pass\n" and current.description:
                    yield f"{_docstring(current.description)}\n"
            continue
        if current is not None and not functional and _FIELD.match(line):
            attribute = line.strip().partition(":")[0]
            pending = _docstring(current.descriptions.get(fields.get(attribute, attribute), ""))
        elif current is not None and functional and _ITEM.match(line):
            yield _comment(current.descriptions.get(_key(line), ""), " " * 8)
        yield line
    yield pending


def _key(line: str) -> str:
    """The string that an item of a functional TypedDict begins with."""
    import tokenize
    from ast import literal_eval
    from io import StringIO

    first = next(tokenize.generate_tokens(StringIO(line.strip()).readline))
    return str(literal_eval(first.string))


def _readable(text: str) -> str:
    """One line of printable characters."""
    return "".join(one if one.isprintable() else "\ufffd" for one in " ".join(text.split()))


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
    return '    """\n' + "".join(f"    {one}\n" for one in folded) + '    """\n'


def _comment(text: str, indent: str) -> str:
    """A comment above a field, "" for no text; the mark keeps it from being read as a directive to a tool."""
    text = _readable(text).replace("#", "/")
    return f"{indent}# - {text}\n" if text else ""
