"""Source is taken apart at its top level and put together again as it stood, and what code uses is told from what it says."""

from __future__ import annotations

import pytest

from reelspec.codegen.python.source import definitions, joined, names_used

SOURCE = '''\
"""A module. `in_docstring` is no name that it uses."""

from __future__ import annotations

import os

# Above the first constant.
_FIRST = 1  # in_comment
_SECOND: Final[dict[str, int]] = {
    # inside
    "in_string": _FIRST,
}


class _Kept:
    """Says in_docstring."""

    value = _FIRST


# between


def _calls(argument: _Kept) -> _Kept:
    # in_comment
    return argument.attribute(_SECOND)


if os.name:
    pass
'''


def test_definitions_stand_in_order_with_the_comments_in_their_lines() -> None:
    found = definitions(SOURCE)
    assert [(one.name, one.kind) for one in found] == [
        ("_FIRST", "constant"),
        ("_SECOND", "constant"),
        ("_Kept", "class"),
        ("_calls", "function"),
    ]
    assert [one.text.splitlines()[0] for one in found] == [
        "_FIRST = 1  # in_comment",
        "_SECOND: Final[dict[str, int]] = {",
        "class _Kept:",
        "def _calls(argument: _Kept) -> _Kept:",
    ]
    assert found[1].text.splitlines()[1:] == ["    # inside", '    "in_string": _FIRST,', "}"]


def test_a_definition_uses_the_names_that_it_looks_up_and_no_words_of_texts_and_comments() -> None:
    uses = {one.name: one.uses for one in definitions(SOURCE)}
    assert uses["_SECOND"] == {"_FIRST"}
    assert uses["_calls"] == {"_SECOND"}


def test_joined_definitions_stand_apart_as_a_formatter_puts_them() -> None:
    first, second, kept, calls = definitions(SOURCE)
    assert joined([first, second, kept]) == f"{first.text}\n{second.text}\n\n\n{kept.text}"
    assert joined([kept, calls, first]) == f"{kept.text}\n\n\n{calls.text}\n\n\n{first.text}"
    assert joined([]) == ""


def test_names_used_by_code_at_any_depth() -> None:
    code = '''
def outer(items: Sequence[int]) -> str:
    """docstring"""
    found: Local = [inner_call(one) for one in items if keep(one.attribute)]
    def nested(): return deep("in_string")  # in_comment
    return found

class Kept(Base):
    @overload
    def overload(self, value: Given = DEFAULT): ...
'''
    names = names_used(code)
    assert {
        "Sequence",
        "int",
        "str",
        "Local",
        "inner_call",
        "keep",
        "deep",
        "Base",
        "overload",
        "Given",
        "DEFAULT",
    } <= names
    assert not {"docstring", "attribute", "in_string", "in_comment", "items", "found", "one", "nested", "value"} & names


def test_what_is_no_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        names_used("def")
    with pytest.raises(SyntaxError):
        definitions("def")
