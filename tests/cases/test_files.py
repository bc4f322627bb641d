"""Cases of files: each shows what the page says that judges its body."""

from __future__ import annotations

from typing import Any

import pytest

from reelspec.cases.emitter import cases_document
from tests.specs import read

PAGE = """
type: object
x-source: {{document: page}}
{variant}
properties:
  model: {{type: string, const: m}}
  version: {{type: string, enum: ["1", "2"]}}
  clip: {{type: string, x-media: {{seconds: [{least}, {most}]}}}}
required: [model, clip]
additionalProperties: false
"""
VARIANT = 'x-variant: {of: m, when: {version: "2"}}'


def file_cases(*, discriminator: str | None = None, **models: str) -> dict[str, dict[str, Any]]:
    files = {f"{name.replace('__', '@')}.yaml": text for name, text in models.items()}
    (owner,) = read(files, discriminator=discriminator).providers
    cases = cases_document(owner.models[0], owner)["file_cases"]
    by_name = {case["name"]: case for case in cases}
    assert len(by_name) == len(cases)
    return by_name


def test_each_page_shows_its_own_limits() -> None:
    plain, long = PAGE.format(variant="", least=1, most=5), PAGE.format(variant=VARIANT, least=2, most=60)
    cases = file_cases(m=plain, m__long=long, discriminator="model")
    valid = {name: case["valid"] for name, case in cases.items()}
    assert valid == {
        "clip.seconds.1": True,
        "clip.seconds.not.0.99": False,
        "clip.seconds.5": True,
        "clip.seconds.not.5.01": False,
        "long:clip.seconds.2": True,
        "long:clip.seconds.not.1.99": False,
        "long:clip.seconds.60": True,
        "long:clip.seconds.not.60.01": False,
    }
    assert all((case["body"].get("version") == "2") is name.startswith("long:") for name, case in cases.items())


@pytest.mark.parametrize("formats", ["mp4", "gif, bmp, avi, ogg, mp4", "avi, gif, ogg, bmp, x0, x1"])
def test_another_format_is_found_whichever_are_accepted(formats: str) -> None:
    clip = f"{{clip: {{type: string, x-media: {{formats: [{formats}]}}}}}}"
    cases = file_cases(
        m=f"type: object\nx-source: {{document: page}}\nproperties: {clip}\nadditionalProperties: false\n"
    )
    (refused,) = (case for case in cases.values() if not case["valid"])
    assert len(cases) == len(formats.split(", ")) + 1
    (facts,) = refused["facts"].values()
    assert facts["format"] not in formats.split(", ")
