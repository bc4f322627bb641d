"""`[tool.reelspec]` of a repository's pyproject.toml: what is made of the specs, and how the generated distribution is called.

A setting that is not known or holds something else than it should is a problem with its place, as in a spec.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Collection
from keyword import iskeyword
from pathlib import Path
from typing import Any, NamedTuple

from reelspec.common.files import read_file
from reelspec.language.contract.keywords import hint, name_hint
from reelspec.language.source.place import Place, Problem

FILE = "pyproject.toml"
TABLE = ("tool", "reelspec")
SETTINGS = ("package", "name", "version", "license", "outputs", "standalone")
PACKAGE = "videoapis"
"""The generated package, where no setting names it."""
VERSION = "0.1.0"
"""The version of the generated distribution, where no setting does."""
UNKNOWN = "unknown-setting"

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,212}[a-z0-9])?")
"""The name of a distribution (PyPA specifications, "Names and normalization") that names a package of npm too: these have
no capitals and at most 214 characters."""
_VERSION = re.compile(
    r"""v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*
    (?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?[0-9]*)?
    (?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?
    (?:[-_.]?dev[-_.]?[0-9]*)?
    (?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""A version (PEP 440, appendix B)."""
_LICENSE = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.+ ()-]*)?")
"""The characters of an SPDX expression; whoever builds the distribution looks for its licences in SPDX's list."""


class Settings(NamedTuple):
    """The settings of a repository.

    package: the Python package that is generated, by the name it is imported with. name: of the distribution that holds
    it, on PyPI as on npm. version: of that distribution. license: meant as an SPDX expression, of which only the
    characters are held; "" where the owner of the specs gives none: only they can say under which terms what is made from
    them may be used. outputs: what is to be made, None for the usual. standalone: PROVIDER/MODEL of each model whose
    validator is also made as a file that stands alone; whether there are such models is for `unknown_models`.
    """

    package: str = PACKAGE
    name: str = PACKAGE
    version: str = VERSION
    license: str = ""
    outputs: tuple[str, ...] | None = None
    standalone: tuple[str, ...] = ()


def read_settings(root: Path, outputs: Collection[str] | None = None) -> tuple[Settings, list[Problem]]:
    """The settings below root, and what is wrong with them; what is wrong is as if it were not set.

    outputs: the names that the setting `outputs` may list; None: any.
    """
    try:
        text = _text(root)
    except FileNotFoundError:
        if not os.path.lexists(root / FILE):
            return Settings(), []
        return Settings(), [Problem(Place(FILE, 1, 1), "this is a link that leads nowhere", "unreadable-file")]
    except OSError as error:
        return Settings(), [Problem(Place(FILE, 1, 1), str(error.strerror), "unreadable-file")]
    except UnicodeDecodeError:
        return Settings(), [Problem(Place(FILE, 1, 1), "the file is not UTF-8", "toml")]
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Settings(), [Problem(_place_of_error(text, error), f"this is not TOML: {error}", "toml")]
    table = _value(document, *TABLE)
    if not isinstance(table, dict):
        return Settings(), [Problem(_place(text, *TABLE), "[tool.reelspec] must be a table", "wrong-setting")]
    return _SettingsReader(text, table).read(outputs)


def unknown_models(root: Path, settings: Settings, models: Collection[str]) -> list[Problem]:
    """The names in the setting `standalone` that no model has, each with what was probably meant.

    root: where the settings were read. models: PROVIDER/MODEL of all that the specs below it have.
    """
    unknown = [name for name in settings.standalone if name not in models]
    if not unknown:
        return []
    place = _place(_text(root), *TABLE, "standalone")
    return [Problem(place, f"there is no model {name}; {name_hint(name, models)}", "wrong-setting") for name in unknown]


def _text(root: Path) -> str:
    """The text of pyproject.toml, its line ends as TOML has them."""
    return read_file(root / FILE).decode("utf-8").replace("\r\n", "\n")


class _SettingsReader:
    """Reads the table; text: of the whole file."""

    def __init__(self, text: str, table: dict[str, Any]) -> None:
        self.text = text
        self.table = table
        self.problems: list[Problem] = []

    def read(self, outputs: Collection[str] | None) -> tuple[Settings, list[Problem]]:
        for key in self.table:
            if key not in SETTINGS:
                meant = hint(key, SETTINGS, f"; settings are {', '.join(SETTINGS)}")
                self.problem(key, f"[tool.reelspec] has no setting {key}{meant}", UNKNOWN)
        package = self.string("package", _is_identifier, "a Python identifier")
        name = self.string(
            "name",
            _NAME.fullmatch,
            "a name that both PyPI and npm take: lower-case letters and digits, with - _ . between them, at most 214 in all",
        )
        settings = Settings(
            package=package or self.package_of(name),
            name=name or self.name_of(package),
            version=self.string("version", _VERSION.fullmatch, "a version as PEP 440 has them, such as 1.4.0")
            or VERSION,
            license=self.string(
                "license",
                _LICENSE.fullmatch,
                "written with the characters of SPDX expressions: letters, digits, spaces and . + - ( )",
            )
            or "",
            outputs=self.outputs(outputs),
            standalone=self.standalone(),
        )
        return settings, self.problems

    def problem(self, key: str, message: str, name: str = "wrong-setting") -> None:
        self.problems.append(Problem(_place(self.text, *TABLE, key), message, name))

    def string(self, key: str, good: Callable[[str], object], form: str) -> str | None:
        """The value of a setting that is a string; None where it is not set or wrong."""
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, str) and good(value):
            return value
        self.problem(key, f"{key} must be {form}, not {value!r}")
        return None

    def package_of(self, name: str | None) -> str:
        """The package of a distribution of which only the name is set: `acme-apis` is imported as `acme_apis`."""
        if name is None or "package" in self.table:
            return PACKAGE
        package = re.sub(r"[-_.]+", "_", name).lower()
        if _is_identifier(package):
            return package
        self.problem("name", f"{name} gives no Python identifier to import it by; set package too")
        return PACKAGE

    def name_of(self, package: str | None) -> str:
        """The distribution of a package, where no name is set."""
        if package is None or "name" in self.table:
            return PACKAGE
        name = package.lower()
        if _NAME.fullmatch(name):
            return name
        self.problem("package", f"{package} gives no name for PyPI and npm; set name too")
        return PACKAGE

    def outputs(self, known: Collection[str] | None) -> tuple[str, ...] | None:
        value = self.table.get("outputs")
        if value is None:
            return None
        if not isinstance(value, list) or not value or not all(isinstance(output, str) for output in value):
            names = "one or more names" if known is None else f"one or more of {', '.join(known)}"
            self.problem("outputs", f"outputs must be a list of {names}, not {value!r}")
            return None
        for output in value:
            if known is not None and output not in known:
                meant = hint(output, known, f"; outputs are {', '.join(known)}")
                self.problem("outputs", f"there is no output {output}{meant}")
        return tuple(value)

    def standalone(self) -> tuple[str, ...]:
        value = self.table.get("standalone", [])
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            self.problem("standalone", f"standalone must be a list of PROVIDER/MODEL, not {value!r}")
            return ()
        names = tuple(dict.fromkeys(value))
        for name in names:
            if value.count(name) > 1:
                self.problem("standalone", f"standalone names {name} more than once")
        return names


def _is_identifier(text: str) -> bool:
    return text.isidentifier() and text.isascii() and not iskeyword(text)


def _value(document: dict[str, Any], *path: str) -> Any:
    """What stands at a path of keys; an empty table where nothing does."""
    value: Any = document
    for key in path:
        value = value.get(key, {}) if isinstance(value, dict) else {}
    return value


def _place(text: str, *path: str) -> Place:
    """Where the last key of the path stands: tomllib gives values without places.

    A letter before a word of the text renames this key alone just where the word is the key. The beginning of the file
    for a key that is written with escapes.
    """
    key = path[-1]
    for place_of in re.finditer(rf"(?<![A-Za-z0-9_-]){re.escape(key)}(?![A-Za-z0-9_-])", text) if key else ():
        at = place_of.start()
        try:
            table = _value(tomllib.loads(f"{text[:at]}_{text[at:]}"), *path[:-1])
        except tomllib.TOMLDecodeError:
            continue
        if isinstance(table, dict) and f"_{key}" in table and key not in table:
            return Place(FILE, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    return Place(FILE, 1, 1)


def _place_of_error(text: str, error: tomllib.TOMLDecodeError) -> Place:
    """The place that tomllib names at the end of its message."""
    place_of = re.search(r"\(at line (\d+), column (\d+)\)$", str(error))
    if place_of is None:  # at the end of the document
        return Place(FILE, text.count("\n") + 1, 1)
    return Place(FILE, int(place_of[1]), int(place_of[2]))
