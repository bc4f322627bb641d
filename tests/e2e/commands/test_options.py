"""`reelspec options`: half a request as a table and as JSON. Run by pytest."""

from __future__ import annotations

import json
from pathlib import Path

from tests.docs.pages import CHECKOUT
from tests.e2e.commands.conftest import Call


def test_a_table_says_what_fields_can_be_and_what_is_in_the_way(call: Call) -> None:
    model = "powertokens/seedance-1-5-pro-251215"
    ran = call("options", model, "--set", "draft=true", "--root", CHECKOUT)
    assert (ran.code, ran.err) == (0, "")
    rows = {line.split(" ")[0]: line for line in ran.out.splitlines()}
    assert '"480p"' in rows["size"]
    assert 'not "720p", "1080p":' in " ".join(ran.out.split())
    assert "draft-size" in ran.out
    assert "missing: prompt [required]" in ran.out


def test_what_no_request_can_have_ends_with_1(call: Call) -> None:
    ran = call("options", "powertokens/wan2.7-i2v", "--set", "size=4K", "--root", CHECKOUT)
    assert ran.code == 1
    assert 'no request can have all of this: "4K" is not "720P" or "1080P" [enum]' in ran.out
    assert ran.out.count("has no way") > 3


def test_json_is_the_answer_of_the_package(call: Call, tmp_path: Path) -> None:
    from videoapis.powertokens import options

    (tmp_path / "half.json").write_text('{"prompt": "Image 1 waves."}', encoding="utf-8")
    file = str(tmp_path / "half.json")
    ran = call(
        "options",
        "powertokens/wan2.7-r2v",
        "--file",
        file,
        "--set",
        "seconds=12",
        "--format",
        "json",
        "--root",
        CHECKOUT,
    )
    body = {"model": "wan2.7-r2v", "prompt": "Image 1 waves.", "seconds": "12"}
    assert json.loads(ran.out) == options(body)


def test_a_model_that_there_is_none_of(call: Call) -> None:
    ran = call("options", "powertokens/wan9", "--root", CHECKOUT)
    assert (ran.code, ran.out) == (2, "")
