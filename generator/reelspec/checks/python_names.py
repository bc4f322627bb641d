"""Check: the fields of a request keep apart once they are Python identifiers, since clients take them as keyword arguments."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.contract.model import Contract
from reelspec.contract.naming import identifier
from reelspec.contract.scope import scope_of
from reelspec.source.place import Problem


def check_python_names(contract: Contract) -> Iterable[Problem]:
    """Fields that collide. Models, providers and operations, whose names are more than that, collide while specs are read."""
    for model in contract.models():
        for form in model.forms:
            taken: dict[str, str] = {}
            for name, field in scope_of(form.schema, model.definitions).fields.items():
                made = identifier(name)
                if made in taken and field.schema.node is not None:
                    message = f"the fields {taken[made]} and {name} are both {made} in Python"
                    yield field.schema.node.problem(message, "name-collision", key=True)
                taken.setdefault(made, name)
