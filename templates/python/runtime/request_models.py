"""Pydantic request models whose judgement is that of the generated validators. Used by <provider>/models.py; needs pydantic.

A body is judged as it came, before pydantic could coerce anything; what is wrong becomes the details of a
`pydantic.ValidationError`: `type` is the id of the rule or the keyword, `ctx` holds severity, source and related fields.
"""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict, RootModel, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError


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
        found = [one for one in _module(cls).validate(value, strict=cls.strict_rules) if one.severity == "error"]
        if found:
            raise ValidationError.from_exception_data(cls.__name__, [_detail(one, value) for one in found])
        return value

    def warnings(self) -> tuple[Any, ...]:
        """What is contested or recommended against in the body, which is no error: violations of the validator."""
        found = _module(type(self)).validate(self.root, strict=self.strict_rules)
        return tuple(one for one in found if one.severity != "error")

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """The schema of the model with its rules; every reference is resolved in place, so that it can stand anywhere."""
        if not cls.schema_file:
            found: dict[str, Any] = handler(core_schema)
            return found
        text = Path(_folder(cls), cls.schema_file).read_text(encoding="utf-8")
        loaded: dict[str, Any] = json.loads(text)
        return loaded


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
    return InitErrorDetails(type=PydanticCustomError(violation.rule, "{message}", context), loc=tuple(loc), input=value)


def _inside(value: Any, name: str) -> tuple[int | str, Any]:
    """The step of a pointer as pydantic writes it, and the value that it leads to; the value around it when it is absent."""
    key: Any = int(name) if type(value) is list and name.isdigit() else name
    with suppress(LookupError, TypeError):
        return key, value[key]
    return key, value
