"""What type checkers say of programs that use the clients: an error on each line that is marked `# error`, and on no other."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.typing.checkers import BOTH, Checker, compare, marked

GENERATED = Path(__file__).resolve().parents[3] / "generated" / "python"
PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@BOTH
def test_programs(checker: Checker, tmp_path: Path) -> None:
    assert len(marked(PROGRAMS)) > 100
    compare(PROGRAMS, checker(PROGRAMS, GENERATED, tmp_path))
