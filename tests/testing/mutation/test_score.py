"""Every single change to the specs of this repository is noticed by the contract cases of the unchanged specs.

reelspec mutate     tries all of them; here a part of the larger models' is tried, and all of the smaller ones'.
"""

from __future__ import annotations

import itertools
import json
import textwrap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from reelspec.cases.comparison import Equivalent, Undecided
from reelspec.cases.difference import differ, judge_of
from reelspec.cases.suite import Suite, SuiteCase, suite_of
from reelspec.cli import main
from reelspec.language.contract.keywords import BOUNDS, Keyword, Measure
from reelspec.language.contract.model import Model
from reelspec.language.source.node import Json
from reelspec.testing.mutation import mutants_of
from reelspec.testing.mutation import score as room
from reelspec.testing.mutation.extract import Extracts
from reelspec.testing.mutation.mutant import Mutant, MutantKind
from reelspec.testing.mutation.score import Score, score
from tests.contract.bodies.agreement import bodies
from tests.contract.bodies.exhaustive import Cases
from tests.contract.bodies.judged import Judged
from tests.specs import OPERATORS, ROOT, contract, names, read, request
from tests.support import MODEL, provider, write_root
from tests.testing.verify import gull, ibis

EVERY = {"apimart/wan2.7": 4, "powertokens/seedance-1-0-pro-250528": 2, "powertokens/seedance-1-0-pro-fast-251015": 4}


def model(name: str) -> Model:
    return next(one for one in contract().models() if f"{one.provider}/{one.name}" == name)


def anything(name: str, count: int) -> list[Json]:
    """Bodies near those of the suite: boundary values, one or two things changed at random."""
    objects = tuple(case for case in suite_of(model(name)).cases if isinstance(case.body, dict))
    one = Judged(model(name), None, Cases(objects, ()))  # type: ignore[arg-type]
    return [body for body in itertools.islice(bodies(one, 11), count) if isinstance(body, dict)]


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {name: score(model(name), every=EVERY.get(name, 1), budget=None) for name in names()}


@pytest.mark.parametrize("name", names())
def test_no_change_survives(scores: dict[str, Score], name: str) -> None:
    found = scores[name]
    assert [one.mutant.words for one in found.survivors] == []
    assert [f"{one.mutant.words}: {one.reason}" for one in found.undecided] == []
    assert found.untried == ()
    assert found.killed >= 30
    assert len(found.equivalent) * 5 < found.killed


@pytest.mark.parametrize(
    "made", [*gull.contract().models(), *ibis.contract().models()[::2]], ids=lambda made: made.name
)
def test_no_change_of_models_unlike_ours_survives(made: Model) -> None:
    found = score(made)
    assert [survivor.mutant.words for survivor in found.survivors] == []
    assert found.untried == ()


@pytest.mark.parametrize(
    "name", ["must", "requires", "conflicts", "presence", "combinations", "limit", "nested", "contested"]
)
def test_no_change_of_other_specs_survives(name: str) -> None:
    (one,) = request(OPERATORS[name]).models()
    found = score(one)
    assert [each.mutant.words for each in found.survivors] == []
    assert [f"{each.mutant.words}: {each.reason}" for each in found.undecided] == []


HIDDEN = {
    "limits of arrays that rules let nobody have": """
        properties:
          mode: {type: string, enum: [std, pro], default: std}
          images: {type: array, items: {type: string}, minItems: 1, maxItems: 4}
          tail: {type: string}
        x-rules:
          - {id: one, when: {mode: std}, must: {images: {maxItems: 1}}}
          - {id: tail, when: {images: {minItems: 2}}, must: {tail: {present: false}, mode: std}}
        """,
    "counts in a guard that another rule forbids": """
        properties:
          images: {type: array, items: {type: string}, maxItems: 5}
          tail: {type: string}
          sound: {type: boolean}
        x-rules:
          - {id: two, must: {images: {maxItems: 2}}}
          - {id: loud, when: {images: {maxItems: 3}, tail: {present: true}}, must: {sound: true}}
        """,
    "a listed value in a guard that another rule forbids": """
        properties:
          image: {type: string}
          video: {type: string}
          audio: {type: string}
          mode: {type: string, enum: [a, b, c]}
        x-rules:
          - {id: a, when: {mode: a}, conflicts: [[image], [video]]}
          - {id: b, when: {mode: b}, must: {image: {present: false}, audio: {present: false}}}
          - {id: c, when: {audio: {present: true}}, must: {image: {present: true}, video: {present: false}}}
        """,
    "a guard of multiples before what is computed": """
        properties:
          seconds: {type: integer, minimum: 2, maximum: 60, multipleOf: 2}
          total: {type: integer, minimum: 0, maximum: 100}
        x-rules:
          - {id: total, when: {seconds: {exclusiveMaximum: 20}}, compare: "total <= seconds"}
        """,
    "arrays in arrays in arrays": """
        properties:
          shots:
            type: array
            items:
              type: array
              minItems: 1
              maxItems: 2
              items: {type: array, minItems: 2, maxItems: 4, items: {type: integer, minimum: 0, maximum: 100}}
          words: {type: array, items: {type: array, items: {type: array, items: {type: string, minLength: 2, maxLength: 9}}}}
        """,
}
"""What is seen only beside something else, or deep inside."""


@pytest.mark.parametrize("name", HIDDEN)
def test_no_change_of_what_is_hard_to_see_survives(name: str) -> None:
    (one,) = request(HIDDEN[name]).models()
    found = score(one)
    assert [each.mutant.words for each in found.survivors] == []
    assert found.undecided == ()


BOUNDED: Mapping[Measure, str] = {
    "number": "type: number",
    "length": "type: string",
    "items": "type: array, items: {type: string}",
    "matches": "type: array, items: {type: string}, contains: {const: here}",
    "fields": "type: object",
}


@pytest.mark.parametrize("keyword", BOUNDS, ids=lambda keyword: keyword.name)
def test_no_bound_can_be_moved_unnoticed(keyword: Keyword) -> None:
    assert keyword.measure is not None
    (one,) = request(f"properties: {{value: {{{BOUNDED[keyword.measure]}, {keyword.name}: 3}}}}").models()
    assert [mutant.words for mutant in mutants_of(one) if keyword.name in mutant.words]
    survivors = [each.mutant.words for each in score(one).survivors]
    assert [words for words in survivors if keyword.name in words] == []


def test_what_is_called_equivalent_is_judged_alike_by_bodies_that_no_search_has_chosen(
    scores: dict[str, Score],
) -> None:
    looked = 0
    for name, found in scores.items():
        judge = judge_of(model(name))
        some = anything(name, 1_200)
        for mutant in found.equivalent[:4]:
            other = judge_of(mutant.model)
            looked += 1
            assert [body for body in some if judge(body) != other(body)] == [], mutant.words
    assert looked >= 10


def test_each_kind_of_change_is_made_in_its_order_and_changes_the_contract() -> None:
    found: Counter[str] = Counter()
    order = get_args(MutantKind).index
    models = [*map(model, names()), *(one for text in OPERATORS.values() for one in request(text).models())]
    for one in models:
        made = list(mutants_of(one))
        for mutant in made:
            assert mutant.model != one, mutant.words
            assert mutant.model.forms != one.forms or mutant.model.definitions != one.definitions
            assert mutant.node is None or mutant.node.place.file
        said = Counter((mutant.kind, mutant.words) for mutant in made)
        assert max(said.values()) == 1, said.most_common(1)
        assert made == sorted(made, key=lambda mutant: order(mutant.kind))
        found.update(mutant.kind for mutant in made)
    assert set(found) == set(get_args(MutantKind))
    assert min(found.values()) >= 2, found


def test_operators_tell_which_fields_and_defaults_they_read_beyond_conditions() -> None:
    (one,) = request("""
        properties:
          clips:
            type: array
            items:
              type: object
              properties: {kind: {type: string, default: still}, length: {type: number}, note: {type: string}}
          most: {type: integer, enum: [5, 10], default: 5}
          least: {type: integer, enum: [0, 1], default: 0}
        x-rules:
          - {id: short, compare: "sum(clips[].length) <= most"}
          - {id: kinds, combinations: {of: clips, by: kind, allow: [[still], [still, moving]]}}
        """).models()
    words = [mutant.words for mutant in mutants_of(one)]
    assert "most: default 10 for 5" in words
    assert "least: default 1 for 0" not in words
    assert [text for text in words if "is no field" in text] == [
        "the body: least is no field",
        "clips[]: note is no field",
    ]


def test_every_mutant_can_be_judged() -> None:
    """No change makes a judgement raise, whatever the body is."""
    for name in ("powertokens/wan2.7-i2v", "powertokens/wan2.1-kf2v-plus"):
        some = [case.body for case in suite_of(model(name)).cases][::5]
        for mutant in mutants_of(model(name)):
            judge = judge_of(mutant.model)
            for body in some:
                judge(body)


PLUS, FLASH = "powertokens/wan2.1-kf2v-plus", "powertokens/wan2.2-kf2v-flash"
WEAK = {
    "a listed value": (FLASH, "size.enum.", "list"),
    "a limit": (PLUS, "seed.m", "bound"),
    "a rule": (PLUS, "rule.size-by-model.", "table"),
    "what is required": (PLUS, "images.required.", "required"),
}


@pytest.mark.parametrize("what", WEAK)
def test_cases_that_lack_something_let_changes_survive(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, start, kind = WEAK[what]
    whole = suite_of(model(name))

    def weak(one: Model, *rest: Any) -> Suite:
        return Suite(tuple(case for case in whole.cases if not missing(case)), ())

    def missing(case: SuiteCase) -> bool:
        about = "seed" if start.startswith("seed") else "size"
        return case.name.startswith(start) or (about in case.name and case.kind in ("rule", "value"))

    monkeypatch.setattr(room, "suite_of", weak)
    found = score(model(name))
    survivors = [one for one in found.survivors if one.mutant.kind == kind]
    assert survivors
    for one in survivors:
        assert one.mutant.node is not None
        assert one.mutant.node.place.file == "specs/powertokens/models/wan-kf2v.yaml"
        assert one.body is not None
        judges = judge_of(model(name)), judge_of(one.mutant.model)
        assert judges[0](one.body) != judges[1](one.body)


def test_what_only_the_reasons_of_refused_bodies_show_is_no_gap() -> None:
    """A field that rules let nobody have: what its schema says decides nothing, and nobody sees a server ignore it."""
    (one,) = request("""
        properties:
          image: {type: string}
          tail: {type: integer, maximum: 9}
        required: [image]
        x-rules:
          - {id: alone, conflicts: [[image], [tail]]}
        """).models()
    assert score(one).survivors == ()


def test_the_command_prints_a_line_for_each_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutate", "powertokens/wan2.2-kf2v-flash", "--root", str(ROOT)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["model", "cases", "mutants", "killed", "equivalent", "undecided", "survivors"]
    assert lines[2].startswith("powertokens/wan2.2-kf2v-flash ")
    assert lines[2].split()[-1] == "0"
    assert lines[-1].endswith("0 survivors; the cases notice every change that can be noticed")


def test_survivors_are_shown_with_their_place_and_a_body(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "suite_of", lambda one, *rest: Suite(suite_of(one).cases[::2], ()))
    arguments = ["mutate", "powertokens/wan2.2-kf2v-flash", "--root", str(ROOT)]
    assert main(arguments) == 1
    text = capsys.readouterr().out
    assert "\nspecs/powertokens/models/wan-kf2v.yaml:" in text
    assert "\n  body: {" in text
    assert main([*arguments, "--format", "json"]) == 1
    (said,) = json.loads(capsys.readouterr().out)
    assert said["mutants"] == said["killed"] + sum(len(said[one]) for one in ("equivalent", "survivors", "undecided"))
    assert {"kind", "change", "place", "reason", "body"} == set(said["survivors"][0])


VARIANTS = {
    "m.yaml": """
        x-source: {document: page}
        type: object
        properties:
          model: {type: string, const: m}
          mode: {type: string, enum: [std, pro], default: std}
          seconds: {type: integer, enum: [4, 8]}
          image: {type: string}
        required: [model]
        additionalProperties: false
        x-rules:
          - {id: image-pro, when: {image: {present: true}}, must: {mode: pro}}
          - {id: long-pro, when: {seconds: 8, mode: std}, must: {image: {present: true}}}
        """,
    "m@edit.yaml": """
        x-source: {document: page}
        x-variant: {of: m, when: {mode: [edit, extend]}}
        type: object
        properties:
          model: {type: string, const: m}
          mode: {type: string, enum: [edit, extend]}
          video: {type: string}
          strength: {type: number, minimum: 0, maximum: 1}
        required: [model, mode, video]
        additionalProperties: false
        x-rules:
          - {id: strength-edit, when: {mode: extend}, must: {strength: {present: false}}}
        """,
    "m@long.yaml": """
        x-source: {document: page}
        x-variant: {of: m, when: {length: {minimum: 10}}}
        type: object
        properties:
          model: {type: string, const: m}
          length: {type: integer, enum: [10, 20, 60]}
          loop: {type: boolean, default: false}
          sound: {type: boolean}
        required: [model, length]
        additionalProperties: false
        x-rules:
          - {id: loop-is-silent, when: {loop: true}, must: {sound: false}}
        """,
}


def test_the_condition_of_a_variant_is_searched_as_any_other_guard() -> None:
    """Pages that do not know what the others' conditions read; what a condition keeps away is no gap."""
    (one,) = read(VARIANTS, discriminator="model").models()
    found = score(one)
    assert [each.mutant.words for each in found.survivors] == []
    assert [f"{each.mutant.words}: {each.reason}" for each in found.undecided] == []
    words = [mutant.words for mutant in found.equivalent]
    assert "mode: enum dropped" in words
    assert "length: 9 is listed too" in words
    assert "length: 61 is listed too" not in words
    assert "the body: length is no longer required" in words
    judge = judge_of(one)
    cases = [case.body for case in suite_of(one).cases if isinstance(case.body, dict)]
    mixed = [{**first, **second} for first in cases for second in cases[::7]]
    for mutant in found.equivalent:
        other = judge_of(mutant.model)
        assert [body for body in (*cases, *mixed) if judge(body) != other(body)] == [], mutant.words


@pytest.mark.parametrize(
    "name",
    ["apimart/wan2.7", "powertokens/wan2.7-r2v", "powertokens/wan2.1-kf2v-plus", "variants", "nested", "compare"],
)
def test_what_an_extract_tells_is_what_the_whole_model_tells(name: str) -> None:
    if name == "variants":
        (one,) = read(VARIANTS, discriminator="model").models()
    elif name in OPERATORS:
        (one,) = request(OPERATORS[name]).models()
    else:
        one = model(name)
    cases = [case.body for case in suite_of(one).cases]
    judge = judge_of(one)
    said = [judge(body) for body in cases]
    extracts = Extracts(one, cases, said)
    told = 0
    for mutant in itertools.islice(mutants_of(one), 0, None, 2):
        answer = extracts.notice(mutant.model)
        if answer is not None:
            other = judge_of(mutant.model)
            told += 1
            assert answer is any(other(body) != before for body, before in zip(cases, said, strict=True)), mutant.words
    assert told >= 8


def test_a_bound_of_multiples_moves_to_the_next_one() -> None:
    (one,) = request("""
        properties:
          width: {type: integer, minimum: 64, maximum: 256, multipleOf: 8}
          tall: {type: boolean}
        x-rules:
          - {id: wide, when: {width: {minimum: 128}}, must: {tall: false}}
        """).models()
    words = [mutant.words for mutant in mutants_of(one)]
    assert "width: minimum 64 is 72" in words
    assert "width: minimum 64 is 56" in words
    assert "wide: when, width: minimum 128 is 120" in words
    assert "width: minimum 64 is 63" not in words
    assert [each.mutant.words for each in score(one).survivors if each.mutant.kind == "bound"] == []


OPEN = """
    properties: {width: {type: integer, minimum: 0}, height: {type: integer, minimum: 0}, left: {type: integer, minimum: 0}}
    x-rules:
      - {id: even, compare: "(width + height + left) % 2 == 0"}
    """


def test_what_can_neither_be_shown_nor_ruled_out_is_undecided_and_no_gap(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A remainder is never below 0, which no search of all numbers can find out."""
    (one,) = request(OPEN).models()
    found = score(one)
    assert [each.mutant.words for each in found.undecided] == ["even: <= for =="]
    assert found.survivors == ()
    assert found.mutants == found.killed + len(found.equivalent) + 1
    page = textwrap.dedent(OPEN)
    write_root(tmp_path, provider({f"{MODEL}.yaml": f"type: object\nx-source: {{document: page}}\n{page}"}))
    assert main(["mutate", "--root", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert "even: <= for == [comparison]\n  undecided: the values of width are more than" in text
    assert text.endswith(" equivalent, 1 undecided, 0 survivors\n")
    assert main(["mutate", "--root", str(tmp_path), "--format", "json"]) == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert [each["change"] for each in said["undecided"]] == ["even: <= for =="]
    assert said["survivors"] == said["untried"] == []


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock of processor time that moves on by a second whenever it is read."""
    ticks = itertools.count()
    monkeypatch.setattr("reelspec.testing.mutation.score.time.thread_time", lambda: float(next(ticks)))


@pytest.mark.usefixtures("ticking")
def test_what_the_budget_does_not_reach_is_counted_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    """One second for the cases, one in reserve, four for mutants: those of three quarters of eight seconds."""
    arguments = ["mutate", "powertokens/wan2.2-kf2v-flash", "--root", str(ROOT)]
    assert main([*arguments, "--budget", "8"]) == 0
    text = capsys.readouterr().out
    assert (
        "flash: the 8 s of processor time are used up (--budget): 0 undecided for this, 93 mutants more not tried"
        in text
    )
    assert text.endswith("3 mutants: 3 killed, 0 equivalent, 0 undecided, 0 survivors; 93 more not tried\n")
    assert main([*arguments, "--budget", "8", "--format", "json"]) == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert said["mutants"] == 3
    assert len(said["untried"]) == 93
    assert main([*arguments, "--budget", "0"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("96 mutants: 96 killed, ")


@pytest.mark.usefixtures("ticking")
def test_what_is_tried_of_a_large_model_is_spread_over_all_of_it() -> None:
    tried: list[Mutant] = []
    found = score(model("powertokens/seedance-1-0-pro-250528"), budget=24, seen=tried.append)
    assert len(tried) == found.mutants == 15
    assert len({one.kind for one in tried}) >= 6


@pytest.mark.usefixtures("ticking")
def test_a_model_that_is_too_large_keeps_within_its_budget() -> None:
    """Hundreds of mutants, of which the budget does for a part."""
    fields = "\n".join(
        f"  n{index}: {{type: integer, minimum: 0, maximum: 9}}\n  t{index}: {{type: string, enum: [a, b, c]}}"
        for index in range(30)
    )
    rules = "\n".join(
        f"  - {{id: r{index}, when: {{t{index}: a}}, must: {{n{index}: {{minimum: 5}}}}}}" for index in range(30)
    )
    (one,) = request(f"properties:\n{fields}\nx-rules:\n{rules}\n").models()
    found = score(one, budget=24)
    assert 10 < found.mutants < 40
    assert found.untried


def test_a_search_whose_time_is_over_is_undecided() -> None:
    one = model("powertokens/seedance-1-0-pro-250528")
    equal = score(one, every=3, budget=None).equivalent[0]
    judges = judge_of(one), judge_of(equal.model)
    cases = [case.body for case in suite_of(one).cases]
    assert differ(one, equal.model, full=True, judges=judges, tried=cases) == Equivalent()
    assert isinstance(differ(one, equal.model, full=True, judges=judges, tried=cases, over=lambda: True), Undecided)


@pytest.mark.parametrize("text", ["-1", "nan", "inf", "long"])
def test_a_budget_that_is_none_is_a_wrong_call(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutate", "--budget", text, "--root", str(ROOT)]) == 2
    assert "--budget" in capsys.readouterr().err


def test_an_unknown_name_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutate", "powertoken", "--root", str(ROOT)]) == 2
    assert "did you mean powertokens?" in capsys.readouterr().err


def test_the_repository_has_models_to_change() -> None:
    assert len(contract().models()) == 8
