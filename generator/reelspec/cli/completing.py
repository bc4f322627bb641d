"""What a shell offers after TAB: commands, options, files, and the names of models and providers, by argcomplete.

`register-python-argcomplete reelspec` prints what a shell needs for it; argcomplete comes with datamodel-code-generator.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelspec.language.contract.model import Contract


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell and end the process."""
    import argcomplete

    for action in _actions(parser):
        if action.dest in _COMPLETERS:
            action.completer = _COMPLETERS[action.dest]  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                yield from _actions(sub)


def _contract(parsed_args: argparse.Namespace) -> Contract | None:
    from reelspec.language.parser.load import load
    from reelspec.language.source.place import Problems
    from reelspec.output.inputs import find_root

    root = find_root(getattr(parsed_args, "root", None))
    if root is None:
        return None
    try:
        return load(Path(root))
    except Problems:
        return None


def _names(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """PROVIDER/MODEL of every model, and the providers."""
    contract = _contract(parsed_args)
    return [] if contract is None else [*contract.names(), *(provider.name for provider in contract.providers)]


def _providers(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    return [name for name in _names(parsed_args) if "/" not in name]


def _operations(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """The operations with models; of one provider where that is given."""
    contract, given = _contract(parsed_args), getattr(parsed_args, "provider", None)
    providers = [] if contract is None else [owner for owner in contract.providers if given in (None, owner.name)]
    return sorted({operation.id for provider in providers for operation in provider.operations if operation.models})


_COMPLETERS = {
    "operation": _operations,
    "model": _names,
    "only": _names,
    "provider": _providers,
    "providers": _providers,
}
"""By what an argument is called."""
