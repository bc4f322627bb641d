"""`[tool.reelspec]`: what it sets, what is refused and where, however TOML is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelspec.language.parser.settings import Settings, read_settings, unknown_models

OUTPUTS = ("schemas", "python")
PREFACE = '[project]\nname = "theirs"  # package, version\ndescription = """\n[tool.reelspec]\npakage = 1\n"""\n\n'


def read(tmp_path: Path, text: str) -> tuple[Settings, list[str]]:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    settings, problems = read_settings(tmp_path, OUTPUTS)
    return settings, [str(problem) for problem in problems]


def table(tmp_path: Path, *lines: str) -> tuple[Settings, list[str]]:
    return read(tmp_path, "\n".join(("[tool.reelspec]", *lines, "")))


@pytest.mark.parametrize("text", ["", PREFACE, "[tool.reelspec]\n", "[tool.other]\npackage = 5\n"])
def test_without_settings_there_are_defaults(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (Settings("videoapis", "videoapis", "0.1.0", "", None), [])


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == (Settings(), [])


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings, problems = table(
        tmp_path,
        *('name = "acme-apis"', 'package = "acme"', 'version = "1.4.0"'),
        *('license = "Apache-2.0 OR MIT"', 'outputs = ["python"]', 'standalone = ["kite/kite-1", "kite/kite-2"]'),
    )
    assert problems == []
    names = ("kite/kite-1", "kite/kite-2")
    assert settings == Settings("acme", "acme-apis", "1.4.0", "Apache-2.0 OR MIT", ("python",), names)


@pytest.mark.parametrize(
    ("lines", "package", "name"),
    [
        (['package = "acme"'], "acme", "acme"),
        (['package = "Acme"'], "Acme", "acme"),
        (['name = "acme.video-apis"'], "acme_video_apis", "acme.video-apis"),
        (['name = "acme-apis"', 'package = "films"'], "films", "acme-apis"),
        (['name = "3d-films"', 'package = "films"'], "films", "3d-films"),
    ],
)
def test_of_name_and_package_each_follows_from_the_other(
    tmp_path: Path, lines: list[str], package: str, name: str
) -> None:
    settings, problems = table(tmp_path, *lines)
    assert (settings.package, settings.name, problems) == (package, name, [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('name = "3d-films"', "3d-films gives no Python identifier to import it by; set package too"),
        ('package = "_films"', "_films gives no name for PyPI and npm; set name too"),
    ],
)
def test_where_one_does_not_follow_from_the_other_it_is_asked_for(tmp_path: Path, line: str, said: str) -> None:
    assert table(tmp_path, line)[1] == [f"pyproject.toml:2:1: {said} [wrong-setting]"]


@pytest.mark.parametrize("name", ["a", "7", "a.b", "a--b", "3d-films", "a" * 214])
def test_a_name_is_what_both_pypi_and_npm_take(tmp_path: Path, name: str) -> None:
    settings, problems = table(tmp_path, f'name = "{name}"', 'package = "acme"')
    assert (settings.name, problems) == (name, [])


@pytest.mark.parametrize(
    "version",
    ["1", "0.1.0", "2026.11", "1!2.0", "1.0a1", "1.0.rc.2", "1.0-1", "1.0.post3", "1.0.dev4", "v1.0", "1.0+ubuntu.1"],
)
def test_a_version_is_what_pep_440_takes(tmp_path: Path, version: str) -> None:
    settings, problems = table(tmp_path, f'version = "{version}"')
    assert (settings.version, problems) == (version, [])


@pytest.mark.parametrize(
    "line",
    [
        *('version = "next"', 'version = ""', 'version = "1.0-"', 'version = "1.x"', 'version = "1.0 "'),
        *('version = "1.0\\n"', 'version = "1.0+"', 'version = "１.0"', "version = 1.0", "version = true"),
        *('package = "not-a-name"', 'package = "class"', 'package = "größe"', 'package = ""', "package = {}"),
        *('name = "-acme"', 'name = "acme apis"', 'name = "größe"', 'name = ""', "name = 5"),
        *('name = "Acme"', 'name = "_acme"', 'name = "acme."', 'name = "@acme/apis"', f'name = "{"a" * 215}"'),
        *("license = 5", 'license = "MIT\\nevil"', 'license = "{text = 1}"'),
        *('outputs = "python"', "outputs = [1]", "outputs = {python = true}", "outputs = []"),
        *('standalone = "kite/kite-1"', "standalone = [1]", "standalone = true", 'standalone = [["kite/kite-1"]]'),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused(tmp_path: Path, line: str) -> None:
    settings, problems = table(tmp_path, line)
    key = line.partition(" ")[0]
    assert len(problems) == 1
    assert problems[0].startswith(f"pyproject.toml:2:1: {key} must be ")
    assert problems[0].endswith(" [wrong-setting]")
    assert settings == Settings()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('pakage = "acme"', "[tool.reelspec] has no setting pakage; did you mean package? [unknown-setting]"),
        ('licence = "MIT"', "[tool.reelspec] has no setting licence; did you mean license? [unknown-setting]"),
        ('Version = "1"', "[tool.reelspec] has no setting Version; did you mean version? [unknown-setting]"),
        (
            "colour = 1",
            "[tool.reelspec] has no setting colour; settings are package, name, version, license, outputs, standalone"
            " [unknown-setting]",
        ),
        ('outputs = ["pyhton"]', "there is no output pyhton; did you mean python? [wrong-setting]"),
        ('outputs = ["docs"]', "there is no output docs; outputs are schemas, python [wrong-setting]"),
        ("outputs = []", "outputs must be a list of one or more of schemas, python, not [] [wrong-setting]"),
        (
            'standalone = ["kite/kite-1", "kite/kite-2", "kite/kite-1"]',
            "standalone names kite/kite-1 more than once [wrong-setting]",
        ),
    ],
)
def test_what_is_not_known_is_refused_with_what_was_meant(tmp_path: Path, line: str, said: str) -> None:
    assert table(tmp_path, line)[1] == [f"pyproject.toml:2:1: {said}"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], []),
        (["standalone = []"], []),
        (['standalone = ["kite/kite-1", "kite/kite-2"]'], []),
        (
            ['version = "1"', '  standalone = ["kite/kite-1", "kite/kite-3", "hawk"]'],
            [
                "pyproject.toml:3:3: there is no model kite/kite-3; did you mean kite/kite-2? [wrong-setting]",
                "pyproject.toml:3:3: there is no model hawk; see reelspec list [wrong-setting]",
            ],
        ),
        (
            ["standalone = [", '  "kite-1",', '  "Kite/Kite-2",', "]"],
            [
                "pyproject.toml:2:1: there is no model kite-1; did you mean kite/kite-1? [wrong-setting]",
                "pyproject.toml:2:1: there is no model Kite/Kite-2; did you mean kite/kite-2? [wrong-setting]",
            ],
        ),
    ],
)
def test_a_model_that_there_is_not_is_refused_with_the_one_that_was_meant(
    tmp_path: Path, lines: list[str], said: list[str]
) -> None:
    settings, problems = table(tmp_path, *lines)
    assert problems == []
    found = unknown_models(tmp_path, settings, ("kite/kite-1", "kite/kite-2"))
    assert [str(problem) for problem in found] == said


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[tool.reelspec]\npakage = 1\n", "2:1"),
        ("[tool.reelspec]\r\nversion = '1'\r\n\r\n  pakage = 1\r\n", "4:3"),
        ("[ tool . reelspec ]  # pakage\n# pakage\nlicense = 'pakage'\npakage = 1\n", "4:1"),
        ("[tool.reelspec]\n'pakage' = 1\n", "2:2"),
        ("[tool]\nreelspec.pakage = 1\n", "2:10"),
        ("[tool]\nreelspec = {package = 'pakage', pakage = 1}\n", "2:33"),
        ("tool.reelspec.pakage = 1\n", "1:15"),
        ("[tool.reelspec.pakage]\nx = 1\n", "1:16"),
        ("[tool.reelspec]\npakage = [\n  'package',\n]\n", "2:1"),
        ("[tool.other]\npakage = 1\n\n[tool.reelspec]\nversion = '1'\npakage = 1\n", "6:1"),
        ('[tool.reelspec]\n"pak\\u0061ge" = 1\n', "1:1"),
        ("[tool.reelspec]\n'' = 1\n", "1:1"),
    ],
)
def test_a_problem_stands_where_its_key_does(tmp_path: Path, text: str, place: str) -> None:
    for before in ("", PREFACE) if text.startswith("[") and place != "1:1" else ("",):
        _, problems = read(tmp_path, before + text)
        line, _, column = place.partition(":")
        assert [problem.partition(": ")[0] for problem in problems] == [
            f"pyproject.toml:{int(line) + before.count(chr(10))}:{column}"
        ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool]\nreelspec = 5\n", "2:1: [tool.reelspec] must be a table [wrong-setting]"),
        ("[[tool.reelspec]]\npackage = 'acme'\n", "1:8: [tool.reelspec] must be a table [wrong-setting]"),
        ("[project]\nname = acme\n", "2:8: this is not TOML: "),
        ("[project]\nname = [\n", "3:1: this is not TOML: "),
    ],
)
def test_what_is_no_table_or_no_toml_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    settings, problems = read(tmp_path, text)
    assert settings == Settings()
    assert len(problems) == 1
    assert problems[0].startswith(f"pyproject.toml:{said}")


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.reelspec]\npackage = '\xff'\n")
    assert [str(problem) for problem in read_settings(tmp_path)[1]] == [
        "pyproject.toml:1:1: the file is not UTF-8 [toml]"
    ]
