"""`reelspec validate`: request bodies from files or standard input, judged by the validators that the specs give."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from reelspec.common.text import number, visible
from reelspec.language.contract.keywords import nearest
from reelspec.language.contract.model import Contract, Model
from reelspec.language.parser.load import load

HELP = "Judge request bodies: a JSON object, an array of them, or JSON lines."
EXAMPLE = "reelspec validate body.json --format json"


@dataclass(frozen=True)
class Judged:
    """A body with what was found: the model it was judged by (None when none could be picked), the variant of it (None when
    the model's own page was the one that counts), and the violations."""

    where: str
    provider: str | None
    model: str | None
    variant: str | None
    violations: tuple[dict[str, Any], ...]

    @property
    def valid(self) -> bool:
        return not any(one["severity"] == "error" for one in self.violations)


class Unreadable(ValueError):
    """An input cannot be read or holds no JSON; the message names it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="a file of JSON, or - for standard input")
    parser.add_argument("--provider", metavar="P", help="look for models of this provider only")
    parser.add_argument("--model", metavar="M", help="judge by this model, whatever the body names")
    parser.add_argument("--strict", action="store_true", help="contested rules are errors")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text (the default) or one JSON array"
    )


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    names = [one.name for one in contract.providers]
    if options.provider is not None and options.provider not in names:
        print(
            visible(f"reelspec: there is no provider {options.provider}{_hint(options.provider, names)}"),
            file=sys.stderr,
        )
        return 2
    judge = Judge(contract, options.provider, options.model, options.strict)
    try:
        bodies = [one for file in options.files for one in _bodies(file)]
    except Unreadable as error:
        print(visible(f"reelspec: {error}"), file=sys.stderr)
        return 2
    judged = [judge.judge(where, body) for where, body in bodies]
    if options.format == "json":
        print(json.dumps([_json(one) for one in judged], indent=2))
    else:
        for one in judged:
            print("\n".join(_text(one)))
        if len(judged) != 1 and sys.stdout.isatty():
            wrong = sum(not one.valid for one in judged)
            print(f"{number(len(judged), 'body', 'bodies')}, {wrong} invalid")
    return 0 if all(one.valid for one in judged) else 1


class Judge:
    """Picks the model of each body and runs its validator, made once from the specs as they are now."""

    def __init__(self, contract: Contract, provider: str | None, model: str | None, strict: bool) -> None:
        self.contract = contract
        self.providers = [one for one in contract.providers if provider in (None, one.name)]
        self.model = model
        self.strict = strict
        self._modules: dict[tuple[str, str], ModuleType] = {}

    def candidates(self, name: str) -> list[Model]:
        """The models of that name; PROVIDER/MODEL, as `reelspec list` prints it, is one of them at most."""
        models = [model for provider in self.providers for model in provider.models]
        return [one for one in models if one.name == name] or [
            one for one in models if f"{one.provider}/{one.name}" == name
        ]

    def hint(self, name: str) -> str:
        """A near name, or all of them when they are few."""
        return _hint(name, sorted({model.name for provider in self.providers for model in provider.models}))

    def judge(self, where: str, body: Any) -> Judged:
        """The body judged by its model, or by none when it names none."""
        model, trouble = self._pick(body)
        if model is None:
            return Judged(where, None, None, None, (trouble,))
        found = self._module(model).validate(body, strict=self.strict)
        from reelspec.cases.variants import form_of

        variant = form_of(model, body).variant
        return Judged(where, model.provider, model.name, variant, tuple(one.as_dict() for one in found))

    def _pick(self, body: Any) -> tuple[Model | None, dict[str, Any]]:
        if self.model is not None:
            several = self.candidates(self.model)
            if len(several) == 1:
                return several[0], {}
            if not several:
                return None, _trouble("", f"there is no model {json.dumps(self.model)}{self.hint(self.model)}")
            owners = " and ".join(sorted(one.provider for one in several))
            return None, _trouble("", f"{self.model} is a model of {owners}; say which with --provider")
        fields = sorted({m.discriminator for p in self.providers for m in p.models if m.discriminator})
        if type(body) is not dict:
            return None, _trouble("", f"a request body is a JSON object, not {_kind(body)}", "type")
        named = [(field, body[field]) for field in fields if field in body]
        if not named:
            everything = [model for provider in self.providers for model in provider.models]
            if len(everything) == 1:
                return everything[0], {}
            what = " or ".join(fields) or "no field"
            return None, _trouble(
                f"/{fields[0]}" if fields else "",
                f"the body does not name its model ({what}); give --model",
                "required",
            )
        found = [
            model
            for provider in self.providers
            for model in provider.models
            for field, value in named
            if model.discriminator == field and model.name == value
        ]
        if len(found) == 1:
            return found[0], {}
        field, value = named[0]
        if found:
            owners = " and ".join(sorted(one.provider for one in found))
            return None, _trouble(f"/{field}", f"{value} is a model of {owners}; say which with --provider")
        if type(value) is not str:
            return None, _trouble(f"/{field}", f"the name of a model is a string, not {_kind(value)}", "type")
        shown = json.dumps(value[:60])
        return None, _trouble(f"/{field}", f"there is no model {shown}{self.hint(value)}")

    def _module(self, model: Model) -> ModuleType:
        key = (model.provider, model.name)
        if key not in self._modules:
            from reelspec.cases.judge import validator_of

            provider = next(one for one in self.contract.providers if one.name == model.provider)
            self._modules[key] = validator_of(model, provider)
        return self._modules[key]


def _trouble(path: str, message: str, rule: str = "model") -> dict[str, Any]:
    return {"rule": rule, "path": path, "related": [], "message": message, "severity": "error", "source": ""}


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def _hint(name: str, names: list[str]) -> str:
    near = next((one for one in names if one.lower() == name.lower()), None) or nearest(name, names, 0.6)
    if near:
        return f"; did you mean {near}?"
    return f"; there are {', '.join(names)}" if len(names) <= 10 else "; see reelspec list"


def _bodies(file: str) -> Iterator[tuple[str, Any]]:
    """The bodies in a file, each with where it stands. Raises Unreadable."""
    name = "standard input" if file == "-" else file
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is not UTF-8 (byte {error.start})") from None
    if not text.strip():
        raise Unreadable(f"{name} is empty")
    try:
        whole = _loads(text)
    except json.JSONDecodeError as error:
        # Something after a first value that ends with its line: JSON lines.
        first, _, _ = text.lstrip(_SPACE).partition("\n")
        if error.msg != "Extra data" or len(first.rstrip(_SPACE)) < len(text[: error.pos].strip(_SPACE)):
            raise Unreadable(f"{name} is not JSON: {error}") from None
        yield from _lines(name, text)
        return
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is not JSON that can be read: {_reason(error)}") from None
    if isinstance(whole, list):
        for at, body in enumerate(whole):
            yield f"{name}[{at}]", body
    else:
        yield name, whole


_SPACE = " \t\r\n"


def _lines(name: str, text: str) -> Iterator[tuple[str, Any]]:
    for at, line in enumerate(text.split("\n"), 1):
        if line.strip(_SPACE):
            try:
                yield f"{name}:{at}", _loads(line)
            except (ValueError, RecursionError) as error:
                raise Unreadable(f"{name}:{at} is not JSON: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "it has a number of too many digits" if "int_max_str" in str(error) else str(error)


def _loads(text: str) -> Any:
    """The JSON value. Raises ValueError also for what RFC 8259 leaves open or has not: a name twice, NaN."""
    return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)


def _constant(text: str) -> Any:
    raise ValueError(f"JSON has no {text}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the name {json.dumps(twice)} stands twice in one object")
    return found


def _json(judged: Judged) -> dict[str, Any]:
    return {
        "valid": judged.valid,
        "provider": judged.provider,
        "model": judged.model,
        "variant": judged.variant,
        "violations": list(judged.violations),
    }


def _text(judged: Judged) -> Iterator[str]:
    variant = "" if judged.variant is None else f", variant {judged.variant}"
    name = "" if judged.model is None else f" ({judged.provider}/{judged.model}{variant})"
    yield visible(f"{judged.where}: {'valid' if judged.valid else 'invalid'}{name}")
    for one in judged.violations:
        yield visible(f"  {one['severity']}: {one['path'] or 'body'}: {one['message']} [{one['rule']}]")
        if one["source"]:
            yield visible(f"    source: {one['source']}")
