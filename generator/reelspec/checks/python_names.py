"""Check: names that meet. What an element is called in generated code must not depend on what stands beside it.

Models, providers and operations whose names meet are refused while specs are read. Here follow the fields of a request,
since clients take them as keyword arguments, and whatever else was told apart by a mark: without a second element of its
name it would be called something else, so that adding or removing one would rename the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reelspec.language.contract.model import Contract, Provider
from reelspec.language.contract.naming import identifier
from reelspec.language.contract.scope import scope_of
from reelspec.language.source.node import Node
from reelspec.language.source.place import Problem


def check_python_names(contract: Contract) -> Iterable[Problem]:
    """Fields that collide, then every other public name that is not its element's own."""
    crowded = set()
    for model in contract.models():
        for form in model.forms:
            taken: dict[str, str] = {}
            for name, field in scope_of(form.schema, model.definitions).fields.items():
                made = identifier(name)
                if made in taken and field.schema.node is not None:
                    crowded.add((model.provider, model.name))
                    message = f"the fields {taken[made]} and {name} are both {made} in Python"
                    yield field.schema.node.problem(message, "name-collision", key=True)
                taken.setdefault(made, name)
    for provider in contract.providers:
        if provider.root is not None:  # else it could not be read, and there is more to say than this
            yield from _told_apart(provider, {name for owner, name in crowded if owner == provider.name})


def _told_apart(provider: Provider, crowded: set[str]) -> Iterator[Problem]:
    from reelspec.codegen.package.public_names import public_names

    for public in public_names(provider):
        if public.name == public.alone or any(public.element.startswith(f"models/{name}/") for name in crowded):
            continue
        node = _node(provider, public.element)
        if node is not None:
            words = public.element.removeprefix("$defs/").removeprefix("models/").removeprefix("operations/")
            message = (
                f"{words} is called {public.name} in {public.place}, because something else there is {public.alone}"
            )
            yield node.problem(message, "name-collision", key=True)


def _node(provider: Provider, element: str) -> Node | None:
    """Where an element stands: the model, definition or operation that it is a part of."""
    for schema in provider.definitions.values():
        if schema.node is not None and element == f"{schema.node.document.file}#{schema.node.json_pointer}":
            return schema.node
    kind, _, rest = element.partition("/")
    known: Iterator[tuple[str, Node | None]] = iter(())
    if kind in ("models", "params"):
        known = ((model.name, model.node) for model in provider.models)
    elif kind == "$defs":
        known = ((name, schema.node) for name, schema in provider.definitions.items())
    elif kind == "operations":
        known = ((operation.id, operation.node) for operation in provider.operations)
    matches = [(len(name), node) for name, node in known if rest == name or rest.startswith((f"{name}/", f"{name}#"))]
    return max(matches, key=lambda match: match[0])[1] if matches else provider.root
