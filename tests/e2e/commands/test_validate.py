"""`reelspec validate`: every form of input, how the model is picked, what is printed, and the exit codes."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from reelspec.cli.validating import reading
from reelspec.cli.validating.judging import ModelJudge, Picker, Several, Trouble
from reelspec.cli.validating.reading import ValueBlock
from reelspec.cli.validating.telling import FORMS, Work
from tests.e2e.commands.conftest import Call
from tests.e2e.commands.run import environment, reelspec
from tests.specs import model_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GOOD = {"model": "wan2.7-i2v", "image": "https://example.com/a.png"}
OTHER = {"model": "wan2.7", "prompt": "A boat sails."}
BAD = {"model": "wan2.7", "prompt": "A boat sails.", "duration": 16}
CONTESTED = {
    "model": "wan2.7",
    "prompt": "A boat sails.",
    "image_urls": ["https://example.com/a.png"],
    "audio_url": "https://example.com/a.mp3",
}
WARNED = {"model": "wan2.7-i2v", "image": "portrait.png"}


@pytest.fixture
def judged(generated_once: Path, tmp_path: Path, call: Call) -> Any:
    """Judge an input (bytes, or a value to be written as JSON) with options; gives what `--format json` printed."""

    def judge(content: Any, *options: str, code: int) -> Any:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        ran = call("validate", "-", "--format", "json", "--root", generated_once, *options, stdin=data)
        assert (ran.code, ran.err) == (code, "")
        return json.loads(ran.out)

    return judge


def lines(*bodies: Any) -> bytes:
    return "".join(f"{json.dumps(body)}\n" for body in bodies).encode()


# Forms of input


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([GOOD, BAD, OTHER]).encode(),
        lines(GOOD, BAD, OTHER),
        lines(GOOD, BAD, OTHER).replace(b"\n", b"\r\n\r\n").strip(),
        b"\xef\xbb\xbf" + lines(GOOD, BAD, OTHER),
        json.dumps([GOOD, BAD, OTHER], indent=4).encode(),
    ],
    ids=["array", "lines", "lines with CR, blank ones and no end", "byte order mark", "indented array"],
)
def test_an_array_and_lines_are_judged_in_order(judged: Any, content: bytes) -> None:
    found = judged(content, code=1)
    assert [(one["valid"], one["provider"], one["model"]) for one in found] == [
        (True, "powertokens", "wan2.7-i2v"),
        (False, "apimart", "wan2.7"),
        (True, "apimart", "wan2.7"),
    ]


def test_an_object_may_take_many_lines(judged: Any) -> None:
    assert judged(json.dumps(GOOD, indent=2).encode(), code=0)[0]["valid"] is True


def test_a_line_ends_with_a_newline_only(judged: Any) -> None:
    body = {**OTHER, "prompt": "A boat\u2028sails\u0085."}
    content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (body, GOOD)).encode()
    assert [one["valid"] for one in judged(content, code=0)] == [True, True]


def test_several_files_and_standard_input_keep_their_order(generated_once: Path, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([BAD, GOOD]), encoding="utf-8")
    (tmp_path / "b.jsonl").write_bytes(lines(GOOD, GOOD))
    ran = reelspec(
        *("validate", "a.json", "-", "b.jsonl", "--root", generated_once),
        cwd=tmp_path,
        stdin=json.dumps(OTHER).encode(),
    )
    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if not line.startswith(" ")] == [
        "a.json[0]: invalid (apimart/wan2.7)",
        "a.json[1]: valid (powertokens/wan2.7-i2v)",
        "standard input: valid (apimart/wan2.7)",
        "b.jsonl:1: valid (powertokens/wan2.7-i2v)",
        "b.jsonl:2: valid (powertokens/wan2.7-i2v)",
    ]


def test_an_empty_array_is_valid(judged: Any) -> None:
    assert judged([], code=0) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "standard input is empty"),
        (b" \n", "standard input is empty"),
        (
            b"{",
            "standard input is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        (b'{"model": "a"\n}\n}', "standard input is not JSON: Extra data: line 3 column 1 (char 16)"),
        (b"{} {}", "standard input:1 is not JSON: Extra data at column 4"),
        (b'{"seed": NaN}', "standard input is not JSON that can be read: JSON has no NaN"),
        (b'{"seed": -Infinity}', "standard input is not JSON that can be read: JSON has no -Infinity"),
        (
            b'{"a": {"seed": 1, "seed": 2}}',
            'standard input is not JSON that can be read: the name "seed" stands twice in one object',
        ),
        (b"\xff\xfe{\x00}\x00", "standard input is not UTF-8 (byte 0)"),
        (
            b'{"seed": ' + b"1" * 5000 + b"}",
            "standard input is not JSON that can be read: it has a number of too many digits",
        ),
        (b"[" * 200_000 + b"]" * 200_000, "standard input is not JSON that can be read: it is nested too deeply"),
    ],
)
def test_what_is_no_json_is_unreadable(generated_once: Path, call: Call, content: bytes, message: str) -> None:
    for form in ("text", "json"):
        ran = call("validate", "-", "--root", generated_once, "--format", form, stdin=content)
        assert (ran.code, ran.out, ran.err) == (2, "", f"reelspec: {message}\n")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"model": }', "Expecting value at column 11"),
        (b'{"model": "wan2.7-i2v", "pro', "Unterminated string starting at column 25"),
        (b"{} {}", "Extra data at column 4"),
        (b'{"seed": NaN}', "JSON has no NaN"),
        (b'{"a": 1, "a": 1}', 'the name "a" stands twice in one object'),
        (b"[" * 200_000, "it is nested too deeply"),
        (b'{"model": "\xff"}', "it is not UTF-8 (byte 11)"),
        (b"garbage", "Expecting value at column 1"),
        (b'{"seed": ' + b"1" * 5000 + b"}", "it has a number of too many digits"),
    ],
)
@pytest.mark.parametrize("at", [0, 1, 2], ids=["first", "in the middle", "last"])
def test_a_line_that_is_no_json_is_a_verdict_of_its_own(
    generated_once: Path, call: Call, line: bytes, why: str, at: int
) -> None:
    good = json.dumps(GOOD).encode()
    content = [good, good]
    content.insert(at, line)
    ran = call("validate", "-", "--root", generated_once, stdin=b"\n".join(content))
    told = [f"standard input:{one}: valid (powertokens/wan2.7-i2v)" for one in (1, 2, 3)]
    told[at] = f"standard input:{at + 1}: unreadable: {why}"
    assert (ran.code, ran.out.splitlines()) == (2, told)
    assert ran.err == "reelspec: 3 bodies: 2 valid, 0 invalid, 1 unreadable\n"
    ran = call("validate", "-", "--format", "json", "--root", generated_once, stdin=b"\n".join(content))
    found = json.loads(ran.out)
    assert [one["valid"] for one in found] == [number != at for number in range(3)]
    assert [one["rule"] for one in found[at]["violations"]] == ["json"]


def test_a_file_that_cannot_be_read_is_named(generated_once: Path, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(json.dumps(GOOD), encoding="utf-8")
    missing = reelspec("validate", "good.json", "no\x1b.json", "--root", generated_once, cwd=tmp_path)
    assert (missing.code, missing.out) == (2, "")
    assert missing.err == "reelspec: no\\x1b.json cannot be read: No such file or directory\n"
    assert reelspec("validate", ".", "--root", generated_once, cwd=tmp_path).code == 2


def test_a_deep_body_is_refused_rather_than_followed(judged: Any) -> None:
    content = json.dumps({**OTHER, "prompt": "?"}).replace('"?"', "[" * 500 + "]" * 500).encode()
    (found,) = judged(content, code=1)
    assert [one["rule"] for one in found["violations"]] == ["nesting"]


# Inputs without end, compressed, or cut


def test_an_array_is_read_by_its_elements(judged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "INLINE", 64)
    monkeypatch.setattr(reading, "CHUNK", 16)
    bodies = [GOOD, {**OTHER, "prompt": "ü\U0001f600\\" * 40}, BAD, 12, "]", None, [1.5e3, -1]] * 3
    for indent in (None, 1):
        for ascii_only in (True, False):
            content = json.dumps(bodies, indent=indent, ensure_ascii=ascii_only).encode()
            found = judged(content, code=1)
            assert [one["valid"] for one in found] == [True, True, False, False, False, False, False] * 3


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        (b', {"model": }]', "standard input is not JSON: Expecting value: line 2 column 13 (char 75)"),
        (b"", "standard input is not JSON: Expecting ',' delimiter: line 1 column 62 (char 61)"),
        (b"] 1", "standard input is not JSON: Extra data: line 2 column 3 (char 65)"),
        (b', "\xff"]', "standard input is not UTF-8 (byte 66)"),
        (b", NaN]", "standard input is not JSON that can be read: JSON has no NaN"),
    ],
)
def test_the_elements_before_what_is_no_json_are_judged(
    generated_once: Path, call: Call, tail: bytes, message: str
) -> None:
    content = b"[" + json.dumps(GOOD).encode() + (b"\n" if tail else b"") + tail
    ran = call("validate", "-", "--root", generated_once, stdin=content)
    assert (ran.code, ran.out) == (2, "standard input[0]: valid (powertokens/wan2.7-i2v)\n")
    assert re.sub(r"\d+", "N", ran.err) == re.sub(r"\d+", "N", f"reelspec: {message}\n")


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_what_is_compressed_is_known_by_its_content_and_a_cut_end_is_told(
    generated_once: Path, call: Call, judged: Any, pack: Any
) -> None:
    content = lines(GOOD, BAD)
    assert [one["valid"] for one in judged(pack(content) + pack(lines(OTHER)), code=1)] == [True, False, True]
    many = lines(*({**GOOD, "prompt": f"{number * 7919 % 10007}"} for number in range(20_000)))
    packed = pack(many)
    ran = call("validate", "-", "--root", generated_once, stdin=packed[: len(packed) // 2])
    told = ran.out.splitlines()
    assert ran.code == 2 and "is cut" in ran.err
    assert 0 < len(told) < 20_000
    assert all(one.endswith(": valid (powertokens/wan2.7-i2v)") for one in told)


def test_a_line_longer_than_the_bound_is_unreadable_and_not_held(generated_once: Path, call: Call) -> None:
    long = {**OTHER, "prompt": "x" * 3_000_000}
    options = ("--root", generated_once, "--max-line", "1MB")
    for bodies in ((long, GOOD), (GOOD, long, GOOD), (GOOD, long)):
        ran = call("validate", "-", *options, stdin=lines(*bodies))
        assert ran.code == 2
        told = [line.partition(": ")[2] for line in ran.out.splitlines()]
        assert told == [
            "unreadable: it is longer than --max-line allows" if one is long else "valid (powertokens/wan2.7-i2v)"
            for one in bodies
        ]
    for content in (json.dumps([long]).encode(), json.dumps(long, indent=1).encode()):
        ran = call("validate", "-", *options, stdin=content)
        assert (ran.code, ran.out) == (2, "")
        assert "it is longer than 1000000 bytes (--max-line)" in ran.err
    assert call("validate", "-", "--root", generated_once, "--max-line", "much", stdin=b"{}").code == 2


def test_a_body_of_ten_megabytes_is_judged(judged: Any) -> None:
    body = {**OTHER, "image_urls": [f"https://example.com/{'a' * 10_000_000}.png"]}
    for content in (json.dumps(body).encode(), lines(GOOD, body), json.dumps([GOOD, body]).encode()):
        assert judged(content, code=0)[-1]["valid"]


MEMORY = """
import resource, sys
from reelspec.cli import main
code = main(sys.argv[1:])
print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="how memory is counted differs")
@pytest.mark.parametrize("form", ["lines", "array"])
def test_memory_does_not_grow_with_the_number_of_bodies(generated_once: Path, tmp_path: Path, form: str) -> None:
    """REELSPEC_LINES=2000000 pytest … -k memory_does_not_grow judges as many."""
    peaks = []
    for count in (100, int(os.environ.get("REELSPEC_LINES", "40000"))):
        file = tmp_path / f"{count}.json"
        with file.open("w", encoding="utf-8") as out:
            bodies = (json.dumps({**GOOD, "prompt": f"Boat {number}. {'x' * 200}"}) for number in range(count))
            opening, between, end = ("", "\n", "\n") if form == "lines" else ("[", ",", "]")
            out.write(opening)
            for number, body in enumerate(bodies):
                out.write(between + body if number else body)
            out.write(end)
        for kind in (("--format", "json"), ("--summary",)):
            ran = subprocess.run(
                [sys.executable, "-c", MEMORY, "validate", file, "--root", generated_once, *kind],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=True,
            )
            code, peak = ran.stderr.split()
            assert code == b"0"
            peaks.append(int(peak))
    assert max(peaks[2:]) - min(peaks[:2]) < 40


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_verdict_is_told_before_the_next_body_comes_and_ctrl_c_ends_with_what_was_judged(
    generated_once: Path, jobs: str
) -> None:
    running = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "reelspec",
            "validate",
            "-",
            "--jobs",
            jobs,
            "--format",
            "json",
            "--root",
            generated_once,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert running.stdin is not None and running.stdout is not None
    running.stdin.write(lines(GOOD, GOOD, BAD))
    running.stdin.flush()
    seen = b""
    while seen.count(b'"valid"') < 3:  # nothing more has been written: the input is open
        seen += os.read(running.stdout.fileno(), 4096)
    running.send_signal(signal.SIGINT)
    rest, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, b"reelspec: stopped\n")
    assert [one["valid"] for one in json.loads(seen + rest)] == [True, True, False]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is full")
@pytest.mark.parametrize("options", [(), ("--jobs", "2"), ("--summary",), ("--format", "json")])
def test_a_full_disk_is_said_to_be_one(generated_once: Path, options: tuple[str, ...]) -> None:
    for count in (2, 5_000):
        with open("/dev/full", "wb") as full:
            ran = subprocess.run(
                [sys.executable, "-m", "reelspec", "validate", "-", *options, "--root", generated_once],
                input=lines(*[BAD] * count),
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert (ran.returncode, ran.stderr) == (
            2,
            b"reelspec: the output could not be written: No space left on device\n",
        )


@pytest.mark.parametrize("form", [("--format", "json"), ("--format", "jsonl"), ("--summary",), ()])
def test_several_processes_tell_the_same_in_the_same_order(
    generated_once: Path, tmp_path: Path, call: Call, form: tuple[str, ...]
) -> None:
    bodies = [{**GOOD, "seconds": str(number % 20)} for number in range(5_000)]
    content = lines(*bodies[:2_500]) + b"broken\n" + lines(*bodies[2_500:])
    alone = call("validate", "-", *form, "--root", generated_once, stdin=content)
    for jobs in ("2", "3"):
        assert call("validate", "-", *form, "--jobs", jobs, "--root", generated_once, stdin=content) == alone
    assert alone.code == 2


# What is printed


def test_a_summary_counts_and_names_the_rules_but_shows_no_body(generated_once: Path, call: Call) -> None:
    bad = {**BAD, "prompt": "secret"}
    content = lines(GOOD, bad, BAD, {"model": "no"}) + b"secret\n" + lines({**GOOD, "size": "secret"})
    ran = call("validate", "-", "--summary", "--root", generated_once, stdin=content)
    assert (ran.code, ran.err) == (2, "")
    assert ran.out == (
        "6 bodies: 1 valid, 4 invalid, 1 unreadable\n"
        "\n"
        "errors  model                   rule     first             path\n"
        "------  ----------------------  -------  ----------------  ---------\n"
        "     2  apimart/wan2.7          maximum  standard input:2  /duration\n"
        "     1  -                       json     standard input:5  body\n"
        "     1  -                       model    standard input:4  /model\n"
        "     1  powertokens/wan2.7-i2v  enum     standard input:6  /size\n"
    )
    ran = call("validate", "-", "--summary", "--strict", "--root", generated_once, stdin=lines(CONTESTED, GOOD))
    assert (ran.code, ran.out.partition("\n")[0]) == (1, "2 bodies: 1 valid, 1 invalid, 0 unreadable")
    assert call("validate", "-", "--summary", "--format", "json", "--root", generated_once, stdin=b"{}").code == 2


def test_json_lines_have_the_keys_of_json_and_the_place(generated_once: Path, call: Call) -> None:
    content = lines(GOOD, BAD, CONTESTED) + b"broken\n"
    array = json.loads(call("validate", "-", "--format", "json", "--root", generated_once, stdin=content).out)
    ran = call("validate", "-", "--format", "jsonl", "--root", generated_once, stdin=content)
    assert [json.loads(line) for line in ran.out.splitlines()] == [
        {"where": f"standard input:{number}", **one} for number, one in enumerate(array, 1)
    ]
    assert ran.out.isascii()


def test_json_is_indented_as_python_does_it(generated_once: Path, call: Call) -> None:
    ran = call("validate", "-", "--format", "json", "--root", generated_once, stdin=lines(GOOD, CONTESTED, BAD))
    assert ran.out == json.dumps(json.loads(ran.out), indent=2) + "\n"


def test_json_has_exactly_this_structure_and_order(generated_once: Path, call: Call) -> None:
    bodies = [GOOD, {**CONTESTED, "duration": 16, "sise": "16:9"}, {"model": "wan"}]
    ran = call("validate", "-", "--format", "json", "--root", generated_once, stdin=lines(*bodies))
    found = json.loads(ran.out)
    assert found == [
        {"valid": True, "provider": "powertokens", "model": "wan2.7-i2v", "variant": None, "violations": []},
        {
            "valid": False,
            "provider": "apimart",
            "model": "wan2.7",
            "variant": None,
            "violations": [
                {
                    "rule": "maximum",
                    "path": "/duration",
                    "related": [],
                    "message": found[1]["violations"][0]["message"],
                    "severity": "error",
                    "source": "APIMart, wan2.7 (text and image to video), duration",
                },
                {
                    "rule": "additionalProperties",
                    "path": "/sise",
                    "related": [],
                    "message": found[1]["violations"][1]["message"],
                    "severity": "error",
                    "source": "APIMart, wan2.7 (text and image to video)",
                },
                {
                    "rule": "image-audio",
                    "path": "/image_urls",
                    "related": ["/audio_url"],
                    "message": found[1]["violations"][2]["message"],
                    "severity": "contested",
                    "source": "APIMart, wan2.7 (text and image to video), image_urls; image_with_roles; audio_url",
                },
            ],
        },
        {
            "valid": False,
            "provider": None,
            "model": None,
            "variant": None,
            "violations": [
                {
                    "rule": "model",
                    "path": "/model",
                    "related": [],
                    "message": 'there is no model "wan"; did you mean wan2.7?',
                    "severity": "error",
                    "source": "",
                }
            ],
        },
    ]
    messages = [one["message"] for one in found[1]["violations"]]
    assert "16" in messages[0] and "15" in messages[0]
    assert "did you mean size?" in messages[1]
    for one in found:
        assert list(one) == ["valid", "provider", "model", "variant", "violations"]
        for violation in one["violations"]:
            assert list(violation) == ["rule", "path", "related", "message", "severity", "source"]
    assert ran.out.isascii()


def test_text_names_the_place_the_rule_and_the_source(generated_once: Path, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text(json.dumps({**GOOD, "size": "720p"}), encoding="utf-8")
    ran = reelspec("validate", "body.json", "--root", generated_once, cwd=tmp_path, script=True)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "body.json: invalid (powertokens/wan2.7-i2v)\n"
        '  error: /size: "720p" is not "720P" or "1080P"; did you mean "720P"? [enum]\n'
        "    source: PowerTokens, wan2.7-i2v (image to video), size\n"
    )


def test_warnings_and_contested_rules_leave_a_body_valid_and_strict_makes_contested_ones_errors(judged: Any) -> None:
    for body, severity, strict in ((CONTESTED, "contested", "error"), (WARNED, "warning", "warning")):
        (found,) = judged(body, code=0)
        assert (found["valid"], [one["severity"] for one in found["violations"]]) == (True, [severity])
        (found,) = judged(body, "--strict", code=int(strict == "error"))
        assert (found["valid"], [one["severity"] for one in found["violations"]]) == (strict != "error", [strict])


def test_what_a_terminal_would_obey_is_escaped(generated_once: Path, call: Call) -> None:
    hostile = "\x1b[2J\u202e\u200b\n  error: forged\ud800"
    body = {**OTHER, hostile: 1, "size": hostile}
    ran = call("validate", "-", "--root", generated_once, stdin=json.dumps(body).encode())
    assert ran.code == 1
    assert all(one.isprintable() or one == "\n" for one in ran.out)
    assert "\\x1b[2J" in ran.out
    assert "\n  error: forged" not in ran.out
    ran = call("validate", "-", "--root", generated_once, stdin=json.dumps({"model": hostile}).encode())
    assert all(one.isprintable() or one == "\n" for one in ran.out)


def test_text_can_be_written_in_any_locale(generated_once: Path, tmp_path: Path) -> None:
    body = {**OTHER, "größe": 1}
    c = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = reelspec("validate", "-", "--root", generated_once, cwd=tmp_path, stdin=json.dumps(body).encode(), env=c)
    assert (ran.code, ran.err) == (1, "")
    assert "/gr\\xf6\\xdfe" in ran.out


# How the model is picked


@pytest.mark.parametrize(
    ("body", "options", "rule", "path", "message"),
    [
        ({"model": "wan2.7-i2w"}, (), "model", "/model", 'there is no model "wan2.7-i2w"; did you mean wan2.7-i2v?'),
        ({"model": "x"}, ("--provider", "apimart"), "model", "/model", 'there is no model "x"; there is wan2.7'),
        ({"model": 27}, (), "type", "/model", "the name of a model is a string, not a number"),
        ({"prompt": "hi"}, (), "required", "/model", "the body does not name its model (model); give --model"),
        ([GOOD], (), "type", "", "a request body is a JSON object, not an array"),
        (None, (), "type", "", "a request body is a JSON object, not null"),
        (GOOD, ("--model", "wan2.7-i2"), "model", "", 'there is no model "wan2.7-i2"; did you mean wan2.7-i2v?'),
        (
            OTHER,
            ("--provider", "powertokens"),
            "model",
            "/model",
            'there is no model "wan2.7"; did you mean wan2.7-r2v?',
        ),
    ],
)
def test_a_body_without_a_known_model_is_invalid(
    judged: Any, body: Any, options: tuple[str, ...], rule: str, path: str, message: str
) -> None:
    (found,) = judged([body], *options, code=1)
    (violation,) = found["violations"]
    assert (found["provider"], found["model"]) == (None, None)
    assert (violation["rule"], violation["path"], violation["message"]) == (rule, path, message)


def test_the_model_can_be_given(judged: Any) -> None:
    body = {"prompt": "A boat sails."}
    for options in (("--model", "wan2.7"), ("--model", "apimart/wan2.7"), ("--provider", "apimart")):
        (found,) = judged(body, *options, code=1)
        assert (found["provider"], found["model"]) == ("apimart", "wan2.7")
        assert [(one["rule"], one["path"]) for one in found["violations"]] == [("required", "/model")]


def test_an_unknown_provider_is_a_mistake_of_the_call(generated_once: Path, call: Call) -> None:
    ran = call("validate", "-", "--provider", "apimat", "--root", generated_once, stdin=b"{}")
    assert (ran.code, ran.out, ran.err) == (2, "", "reelspec: there is no provider apimat; did you mean apimart?\n")


def test_an_operation_of_two_providers_is_listed_once(generated_once: Path, call: Call) -> None:
    ran = call("validate", "-", "--operation", "nothing", "--root", generated_once, stdin=b"{}")
    assert ran.err == "reelspec: there is no operation nothing; there is videos.create\n"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("fitting", [0, 1, 2])
def test_each_of_several_models_judges_a_body_once(form: str, fitting: int) -> None:
    asked: list[str] = []
    model, _ = model_of("apimart/wan2.7")
    refused = Trouble("", "it is wrong")

    def entry(name: str, fits: bool) -> ModelJudge:
        def validate(body: Any, **_: Any) -> tuple[Any, ...]:
            asked.append(name)
            return () if fits else (refused,)

        return ModelJudge(replace(model, name=name), lambda body: not validate(body), validate, shared=True)

    class Picking:
        def pick(self, body: Any) -> Several:
            return Several((entry("one", fitting > 0), entry("other", fitting > 1)), "/model")

    Work(cast("Picker", Picking()), form, strict=False).block(ValueBlock("body.json", {}))
    assert asked == ["one", "other"]


def test_a_model_of_two_providers_is_ambiguous_until_one_is_named(project: Path, call: Call) -> None:
    shutil.copytree(project / "specs/apimart", project / "specs/another")
    for options, path in (((), "/model"), (("--model", "wan2.7"), "")):
        ran = call("validate", "-", "--format", "json", "--root", project, *options, stdin=json.dumps(OTHER).encode())
        (found,) = json.loads(ran.out)
        (violation,) = found["violations"]
        assert ran.code == 1
        assert (found["valid"], found["provider"], found["model"]) == (False, None, None)
        assert (violation["rule"], violation["path"]) == ("model", path)
        assert violation["message"] == "wan2.7 is a model of another and apimart; say which with --provider"
    named = call("validate", "-", "--root", project, "--provider", "another", stdin=json.dumps(OTHER).encode())
    assert (named.code, named.out) == (0, "standard input: valid (another/wan2.7)\n")


def test_the_specs_judge_as_they_are_now(project: Path, call: Call) -> None:
    file = project / "specs/apimart/models/wan2.7.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("maximum: 15", "maximum: 16"), encoding="utf-8")
    assert call("validate", "-", "--root", project, stdin=json.dumps(BAD).encode()).code == 0
