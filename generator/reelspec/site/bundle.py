"""Generated JavaScript modules as one classic script: browsers load no ES module from a `file:` address."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from reelspec.codegen.javascript.emitter import module_path
from reelspec.codegen.javascript.validators import support_modules, validator_module
from reelspec.codegen.validators.emitter import Judges
from reelspec.language.contract.model import Model, Provider
from reelspec.options.javascript import SHARED, model_module, shared

_IMPORT = re.compile(r'^import \{ (.+) \} from "(.+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|class|function)\b)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:const|let|class|function) (?:\{ (.+?) \}|(\w+))", re.MULTILINE)
_ENDS_ELEMENT = re.compile(r"</script|<!--", re.IGNORECASE)
"""What a script element's text may not hold (HTML, section 4.12.1.3)."""


def model_bundle(provider: Provider, model: Model, judges: Judges) -> str:
    """The statements that define `validate`, `Models` and `FORMS` for a model."""
    judge, tables = f"{module_path(provider, model)}.js", f"{provider.name}/options/{model.stem}.js"
    made: dict[str, Callable[[], bytes]] = {
        "options.js": lambda: shared(SHARED[0]),
        tables: lambda: model_module(model, provider),
        judge: lambda: validator_module(model, provider, judges),
    }
    entries = {judge: "validate", "options.js": "Models", tables: "FORMS"}
    return bundle(lambda path: made[path]().decode("ascii") if path in made else support_modules()[path], entries)


def bundle(read: Callable[[str], str], entries: dict[str, str]) -> str:
    """Modules as statements of one scope, each module once and after those that it imports, in a function of its own.

    read: gives the text of the module at a path. entries: path -> the names that are wanted of it, as an import writes them.
    Modules are as ours are written: each import and the beginning of each export stand in a line.
    """
    names: dict[str, str] = {}
    parts = []

    def add(path: str) -> None:
        if path in names:
            return
        text = read(path)
        targets = [
            posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) for _, address in _IMPORT.findall(text)
        ]
        for target in targets:
            add(target)
        exported = ", ".join(several or name for several, name in _EXPORTED.findall(text))
        imported = iter(targets)
        text = _IMPORT.sub(
            lambda match: f"const {{ {match[1].replace(' as ', ': ')} }} = {names[next(imported)]};", text
        )
        names[path] = f"module{len(names) + 1}"
        parts.append(f"const {names[path]} = (() => {{\n{_EXPORT.sub('', text)}\nreturn {{ {exported} }};\n}})();")

    for path in entries:
        add(path)
    parts += [f"const {{ {wanted} }} = {names[path]};" for path, wanted in entries.items()]
    return "\n".join(parts)


def checked(script: str) -> str:
    """The script, as the text of an element. Raises ValueError where something in it would end the element early."""
    match = _ENDS_ELEMENT.search(script)
    if match is not None:
        raise ValueError(f"a script of the site holds {match[0]}")
    return script
