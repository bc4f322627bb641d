"""What is asked of a server besides its bodies and tasks: a few requests each, one file for each kind, each can be left out.

A probe knows what the spec says should happen, and finds nothing where the spec is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reelspec.language.contract.keywords import choices
from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.probes.content_type import charset, no_content_type
from reelspec.testing.verify.probes.duplicate_key import duplicate_key
from reelspec.testing.verify.probes.idempotency import idempotency
from reelspec.testing.verify.probes.keys import no_key, wrong_key
from reelspec.testing.verify.probes.malformed import no_json
from reelspec.testing.verify.probes.parameters import parameters
from reelspec.testing.verify.probes.probe import Probe
from reelspec.testing.verify.probes.unknown_fields import unknown_fields

OF_OPERATIONS: Mapping[str, Probe] = {
    "no-key": no_key,
    "wrong-key": wrong_key,
    "parameters": parameters,
    "idempotency": idempotency,
    "no-json": no_json,
    "no-content-type": no_content_type,
    "charset": charset,
    "duplicate-key": duplicate_key,
}
"""Once for each operation that takes bodies; the first three look at polls of tasks too."""
OF_MODELS: Mapping[str, Probe] = {"unknown-fields": unknown_fields}
PROBES = (*OF_OPERATIONS, *OF_MODELS)
"""The names of all."""
ILLEGAL = frozenset({"no-json", "unknown-fields"})
"""Those that send only bodies which must be refused, whatever else is in the request."""


def probes_without(left_out: Iterable[str]) -> frozenset[str]:
    """The names of the probes that are made where some are left out.

    Raises:
        Unusable: there is no probe of a name.
    """
    for name in left_out:
        if name not in PROBES:
            raise Unusable(f"there is no probe {name}{choices(name, PROBES)}")
    return frozenset(PROBES).difference(left_out)
