"""Which repository is worked on, and what its output depends on: specs, templates, our own source, packages, settings.

On the path of "nothing changed": imports nothing that costs more than it does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from reelspec.common.digest import digest, digest_tree
from reelspec.common.files import LOCK, Irregular, licence, read_file
from reelspec.common.installation import program_folder, templates_folder

PACKAGES = ("datamodel-code-generator",)
"""The packages whose version decides bytes of the output. With any version of the others that pyproject.toml takes, it is
the same: python -m tests.ranges."""


def find_root(given: str | None) -> str | None:
    """The repository to work on: the given folder, or the nearest parent that holds specs/; None when there is none."""
    if given is not None:
        return os.path.abspath(given) if os.path.isdir(os.path.join(given, "specs")) else None
    try:
        folder = os.getcwd()
    except OSError:  # it has been deleted
        return None
    while not os.path.isdir(os.path.join(folder, "specs")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


_handed: dict[str, dict[str, str]] = {}


def hand_over(root: str) -> dict[str, str]:
    """The current inputs, kept for the one who asks for them next: whether anything changed, and then what."""
    inputs = _handed[root] = current_inputs(root)
    return dict(inputs)


def current_inputs(root: str) -> dict[str, str]:
    """Name -> digest (or version) of everything that the output for `root` depends on, sorted by name."""
    if root in _handed:
        return _handed.pop(root)
    inputs = {f"specs/{path}": value for path, value in spec_files(root).items()}
    inputs.update({f"templates/{path}": value for path, value in digest_tree(templates_folder(), ()).items()})
    inputs["generator"] = program()
    inputs["settings"] = digest(settings(root).encode())
    inputs["licence"] = digest(licence(root))
    versions = package_versions()
    # By minor version, as pyproject.toml takes it: a patch that changed bytes would show as a difference of files.
    inputs.update({f"package:{name}": ".".join(versions[name].split(".")[:2]) for name in PACKAGES})
    return dict(sorted(inputs.items()))


def program() -> str:
    """The digest of our own source."""
    source = digest_tree(program_folder(), (".py", ".json"), ("templates",))
    return digest("\n".join(f"{path} {value}" for path, value in source.items()).encode())


def made_by() -> str:
    """What tells this program from any other that may have given an answer: its source and templates, Python, and what is
    installed."""
    templates = digest_tree(templates_folder(), ())
    return digest(
        "\n".join((program(), repr(sorted(templates.items())), sys.version, *sorted({*_installed()}))).encode()
    )


def _installed() -> Iterator[str]:
    """Name and version of each installed package, as its metadata folder is called; a folder that cannot be read has none."""
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")):
            try:
                names = os.listdir(folder)
            except OSError:
                continue
            yield from (name.removesuffix(".dist-info") for name in names if name.endswith(".dist-info"))


def spec_files(root: str) -> dict[str, str]:
    """Path relative to specs/ -> digest of every spec file. Nothing is made from the locks of documents."""
    folder = os.path.join(root, "specs")
    if not os.path.isdir(folder):
        return {}
    digests = digest_tree(folder, (".yaml", ".yml", ".json"), ())
    return {path: value for path, value in digests.items() if not path.endswith(f"/{LOCK}")}


def settings(root: str) -> str:
    """What pyproject.toml says under `[tool.reelspec]`, "" without it: the table's text, or its values where TOML is
    written in another form (`tool.reelspec.package = …`)."""
    try:
        text = read_file(os.path.join(root, "pyproject.toml")).decode("utf-8", "replace").replace("\r\n", "\n")
    except Irregular as error:
        return str(error.strerror)  # reading the settings says that it is wrong
    except OSError:
        return ""
    _, head, rest = text.partition("\n[tool.reelspec]")
    if head:
        return rest.partition("\n[")[0].strip()
    if "reelspec" not in text:
        return ""
    import tomllib

    try:
        return repr(tomllib.loads(text).get("tool", {}).get("reelspec", ""))
    except (tomllib.TOMLDecodeError, AttributeError):
        return text


def package_versions() -> dict[str, str]:
    """Name -> version of the installed packages of `PACKAGES`, from the names of their metadata folders."""
    versions: dict[str, str] = {}
    for name in _installed():
        package, _, version = name.partition("-")
        package = package.lower().replace("_", "-")
        if package in PACKAGES:
            versions.setdefault(package, version)
    if len(versions) < len(PACKAGES):  # installed in some other way (pip --target, a zip file)
        from importlib.metadata import PackageNotFoundError
        from importlib.metadata import version as installed

        for package in PACKAGES:
            if package not in versions:
                try:
                    versions[package] = installed(package)
                except PackageNotFoundError:
                    versions[package] = "none"
    return versions
