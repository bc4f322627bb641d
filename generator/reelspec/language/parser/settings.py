"""`[tool.reelspec]` of a repository's pyproject.toml: the generated package's name and licence."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = "videoapis"
"""The generated package, where pyproject.toml names none."""


def package_name(root: Path) -> str:
    """The generated package's name: `[tool.reelspec] package` in pyproject.toml, else the default.

    Raises ValueError when it is no Python identifier or pyproject.toml cannot be read.
    """
    name = _settings(root).get("package", PACKAGE)
    if not isinstance(name, str) or not name.isidentifier() or not name.isascii():
        raise ValueError(f"pyproject.toml: [tool.reelspec] package must be a Python identifier, not {name!r}")
    return name


def licence(root: Path) -> str:
    """What the generated distribution says of its licence: `[tool.reelspec] license` in pyproject.toml, an SPDX expression
    (PEP 639). "" without it: only the owner of the specs can say under which terms what is made from them may be used.

    Raises ValueError when it is none, or pyproject.toml cannot be read.
    """
    said = _settings(root).get("license", "")
    if not isinstance(said, str) or re.fullmatch(r"(?:[A-Za-z0-9][A-Za-z0-9.+ ()-]*)?", said) is None:
        raise ValueError(
            f"pyproject.toml: [tool.reelspec] license must be an SPDX expression such as MIT, not {said!r}"
        )
    return said


def _settings(root: Path) -> dict[str, object]:
    import tomllib

    file = root / "pyproject.toml"
    if not file.is_file():
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("reelspec", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"pyproject.toml: {error}") from None
    if not isinstance(found, dict):
        raise ValueError("pyproject.toml: [tool.reelspec] must be a table")
    return found
