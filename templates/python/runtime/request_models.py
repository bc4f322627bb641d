"""Pydantic request models whose judgement is that of the generated validators. Used by <provider>/models.py; needs pydantic.

A body is judged as it came, before pydantic could coerce anything; what is wrong becomes the details of a
`pydantic.ValidationError`: `type` is the id of the rule or the keyword, `ctx` holds severity, source and related fields.
"""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict, RootModel, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_core import core_schema as core_schema_of

from .choosing import Unnamed, named


class RequestModel(RootModel[Any]):
    """A request body. root: the body, just as it was given: nothing is coerced, no default is added.

    strict_rules: count as errors also what the document both allows and forbids; set it in a subclass.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    strict_rules: ClassVar[bool] = False
    validator_module: ClassVar[str] = ""
    schema_file: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _judge(cls, value: Any) -> Any:
        if isinstance(value, RequestModel):
            value = value.root
        found = [one for one in cls._validator(value).validate(value, strict=cls.strict_rules) if one.severity == "error"]
        if found:
            raise ValidationError.from_exception_data(cls.__name__, [_detail(one, value) for one in found])
        return value

    def warnings(self) -> tuple[Any, ...]:
        """What is contested or recommended against in the body, which is no error: violations of the validator."""
        found = self._validator(self.root).validate(self.root, strict=self.strict_rules)
        return tuple(one for one in found if one.severity != "error")

    @classmethod
    def _validator(cls, body: Any) -> Any:
        """The validator that judges a body."""
        return _module(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """The schema of the model with its rules; every reference is resolved in place, so that it can stand anywhere."""
        if not cls.schema_file:
            found: dict[str, Any] = handler(core_schema)
            return found
        text = Path(_folder(cls), cls.schema_file).read_text(encoding="utf-8")
        loaded: dict[str, Any] = json.loads(text)
        definitions: dict[str, Any] = loaded.pop("$defs", {})
        for name, shown in definitions.items():
            definition = _definition(cls, name)
            definition.shown = shown
            _reference(definition, handler)
        return _hoisted(cls, loaded, handler) if definitions else loaded


class Definition(RootModel[Any]):
    """A part of a model's schema that contains itself, which documents define apart. It judges nothing.

    owner: the model. shown: the schema, whose references lead to definitions of the owner.
    """

    owner: ClassVar[type[RequestModel]]
    shown: ClassVar[Any]

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> Any:
        return _hoisted(cls.owner, cls.shown, handler)


_DEFINITIONS: dict[tuple[Any, str], Any] = {}


def _definition(owner: Any, name: str) -> type[Definition]:
    """The definition of that name in the schema of a model; always the same class, as pydantic goes by it."""
    if (owner, name) not in _DEFINITIONS:
        made = type(f"{owner.__name__}_{name}", (Definition,), {"__module__": owner.__module__, "owner": owner})
        _DEFINITIONS.setdefault((owner, name), made)
    found: type[Definition] = _DEFINITIONS[owner, name]
    return found


def _hoisted(owner: type[RequestModel], schema: Any, handler: Any) -> Any:
    """The schema with its references leading to definitions of the document that it stands in."""
    if isinstance(schema, list):
        return [_hoisted(owner, one, handler) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Any] = {key: _hoisted(owner, one, handler) for key, one in schema.items()}
    reference = made.get("$ref")
    if isinstance(reference, str):
        name = reference.removeprefix("#/$defs/").replace("~1", "/").replace("~0", "~")
        core_schema: Any = _definition(owner, name).__pydantic_core_schema__
        made["$ref"] = handler(core_schema_of.definition_reference_schema(core_schema["ref"]))["$ref"]
    return made


def _reference(model: type[RootModel[Any]], handler: Any) -> str:
    """A reference to a model in the document that is being made, which gets a definition of it."""
    # What stands inside of something, as a list, is defined apart and referred to.
    found: str = handler(core_schema_of.list_schema(model.__pydantic_core_schema__))["items"]["$ref"]
    return found


class OperationRequest(RequestModel):
    """A request body of any of the models that an operation takes; `RequestModel` says the rest.

    discriminator: the field whose value is the model's name. models: model name -> the class of its bodies. source:
    title and section of the document that describes the operation.
    """

    title: ClassVar[str] = ""
    discriminator: ClassVar[str] = ""
    models: ClassVar[Mapping[str, type[RequestModel]]] = {}
    source: ClassVar[str] = ""

    @classmethod
    def _validator(cls, body: Any) -> Any:
        model = cls.models.get(named(body, cls.discriminator))
        if model is not None:
            return _module(model)
        return Unnamed(cls.discriminator, cls.models, cls.source)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """The models by reference, and the discriminator with its mapping (OpenAPI 3.1, Discriminator Object)."""
        if not cls.models:
            return super().__get_pydantic_json_schema__(core_schema, handler)
        mapping = {name: _reference(model, handler) for name, model in cls.models.items()}
        return {
            "title": cls.title,
            "oneOf": [{"$ref": one} for one in mapping.values()],
            "discriminator": {"propertyName": cls.discriminator, "mapping": mapping},
        }


def _module(cls: type[RequestModel]) -> Any:
    return import_module(f"{_package(cls)}.validators.{cls.validator_module}")


def _package(cls: type[RequestModel]) -> str:
    """The package of the provider, also for a subclass that stands somewhere else."""
    owner = next(one for one in cls.__mro__ if "validator_module" in vars(one))
    return owner.__module__.rpartition(".")[0]


def _folder(cls: type[RequestModel]) -> Path:
    file = import_module(f"{_package(cls)}.models").__file__
    assert file is not None
    return Path(file).parent / "schemas"


def _detail(violation: Any, body: Any) -> InitErrorDetails:
    """A violation as pydantic says it. input: the value at its path, or what stands around it when it is absent."""
    loc: list[int | str] = []
    value: Any = body
    for step in violation.path.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        key, value = _inside(value, name)
        loc.append(key)
    context = {
        "message": violation.message,
        "severity": violation.severity,
        "source": violation.source,
        "related": list(violation.related),
    }
    return InitErrorDetails(type=PydanticCustomError(violation.rule, "{message}", context), loc=tuple(loc), input=_shown(value))


def _shown(value: Any) -> Any:
    """The value, or a text for it where no JSON in UTF-8 could carry it: services write it into their answer."""
    if _writable(value, 0):
        return value
    with suppress(Exception):
        return ascii(value)[:200]
    return "..."


def _writable(value: Any, depth: int) -> bool:
    """Whether the value has neither NaN, nor an infinity, nor half of a character, nor nesting beyond 200.

    What JSON does not have at all comes from no request and stays as it is.
    """
    kind = type(value)
    if kind is str:
        with suppress(UnicodeEncodeError):
            value.encode()
            return True
        return False
    if kind is float:
        return bool(value - value == 0.0)
    if kind is dict:
        return depth < 200 and all(_writable(key, 0) and _writable(one, depth + 1) for key, one in value.items())
    return kind is not list or (depth < 200 and all(_writable(one, depth + 1) for one in value))


def _inside(value: Any, name: str) -> tuple[int | str, Any]:
    """The step of a pointer as pydantic writes it, and the value that it leads to; the value around it when it is absent."""
    key: Any = int(name) if type(value) is list and name.isdigit() else name
    with suppress(Exception):  # absent, or of a class whose methods raise what they like
        return key, value[key]
    return key, value
