"""The outputs that a repository chooses from, and their emitters; and that of the files which it names one by one. An emitter
knows the contract and its templates, no other emitter and no file.

A new emitter is its file and its name in a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from reelspec.cases.emitter import emit_cases
from reelspec.codegen.artifact import Artifact
from reelspec.codegen.clients.emitter import emit_clients
from reelspec.codegen.javascript.emitter import emit_javascript
from reelspec.codegen.json_schema import emit_schemas, emit_spec_format
from reelspec.codegen.openapi import emit_openapi
from reelspec.codegen.package.emitter import emit_package
from reelspec.codegen.readable import emit_readable
from reelspec.codegen.request_models import emit_request_models
from reelspec.codegen.tools import emit_tools
from reelspec.codegen.types.emitter import emit_types
from reelspec.codegen.validators.emitter import emit_standalone, emit_validators
from reelspec.language.contract.model import Contract
from reelspec.options.javascript import emit_javascript_options
from reelspec.options.python import emit_python_options

Emitter: TypeAlias = Callable[[Contract], Iterator[Artifact]]

_PYTHON = (emit_validators, emit_types, emit_request_models, emit_clients, emit_package, emit_python_options)
OUTPUTS: Mapping[str, tuple[Emitter, ...]] = {
    "schemas": (emit_schemas, emit_spec_format),
    "openapi": (emit_readable, emit_openapi),
    "python": _PYTHON,
    "cases": (emit_schemas, emit_cases),  # a file of cases names the schema that judges them
    "javascript": (emit_javascript, emit_javascript_options),
    "tools": (emit_tools,),
}
"""Name -> all emitters of which it needs the files; two outputs may share some."""
USUAL = ("schemas", "openapi", "python", "cases")
"""What is made where the settings choose nothing."""


def emitters_of(contract: Contract) -> tuple[Emitter, ...]:
    """The emitters of the outputs that are chosen, each once, in the order of `OUTPUTS`; then that of the files which are
    named one by one, and so are made whatever outputs are chosen."""
    outputs = USUAL if contract.outputs is None else contract.outputs
    chosen = [emitter for name, emitters in OUTPUTS.items() if name in outputs for emitter in emitters]
    return (*dict.fromkeys(chosen), emit_standalone)
