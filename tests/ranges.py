"""Whether reelspec makes the same files at both ends of the ranges of its dependencies. A script, no test: it installs.

    python -m tests.ranges

Two environments in a temporary folder, one with the lowest version of each dependency in pyproject.toml and one with the
newest that pip finds, run `reelspec generate --check` on this repository. Exit code 1 when one of them finds a difference.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
_DEPENDENCY = re.compile(r"(?P<name>[a-z0-9-]+)(?:>=|~=)(?P<lowest>[0-9.]+)(?:,<[0-9.]+)?")
_VERSIONS = """\
import sys
from importlib.metadata import version
print(*(f"{name} {version(name)}" for name in sys.argv[1:]), sep=", ")
"""


def main() -> int:
    """Install, check and print; 0 when both ends give the same files."""
    lowest = lowest_versions()
    pins = [f"{name}=={version}" for name, version in lowest.items()]
    same = [gives_the_same("lowest", pins, list(lowest)), gives_the_same("newest", [], list(lowest))]
    return 0 if all(same) else 1


def lowest_versions() -> dict[str, str]:
    """Name -> lowest version of every dependency in pyproject.toml."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = {dependency: _DEPENDENCY.fullmatch(dependency) for dependency in project["dependencies"]}
    if without := [dependency for dependency, match in found.items() if match is None]:
        raise ValueError(f"no range with a lowest version: {', '.join(without)}")
    return {match["name"]: match["lowest"] for match in found.values() if match is not None}


def gives_the_same(end: str, pins: list[str], names: list[str]) -> bool:
    """Whether generated/ is what reelspec gives where it is installed with these pins; names: whose versions are printed."""
    with tempfile.TemporaryDirectory(prefix=f"reelspec-{end}-") as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder, "Scripts" if sys.platform == "win32" else "bin", "python"))

        def run(*arguments: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run([python, *arguments], cwd=folder, stdout=subprocess.PIPE, text=True, check=False)

        run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(REPOSITORY), *pins).check_returncode()
        run("-m", "pip", "check").check_returncode()
        versions = run("-c", _VERSIONS, *names)
        versions.check_returncode()
        checked = run("-m", "reelspec", "generate", "--check", "--root", str(REPOSITORY))
    print(f"{end}: {versions.stdout.strip()}\n{checked.stdout.strip()}", flush=True)
    return checked.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
