"""Answers of several media types and statuses, and of the class that a discriminator names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codegen.clients.server import Answer
from tests.foreign.reading import body


def test_every_media_type_can_be_had(call: Any) -> None:
    table = Answer(content="a,ü".encode(), headers={"content-type": "text/csv; charset=utf-8"})
    picture = Answer(content=b"\x89PNG", headers={"content-type": "image/png"})
    answers = call("answers", Answer(json={"rows": 3}), table, picture, Answer(202, json={"ticket": "t"}))
    exports = [answers.client.export.get() for _ in range(4)]
    assert answers.last.headers["accept"] == "application/json, text/csv, image/*"
    assert (exports[0].model.rows, exports[1].text, exports[2].content, exports[3].model.ticket) == (
        3,
        "a,ü",
        b"\x89PNG",
        "t",
    )


def test_an_answer_is_judged_by_the_class_of_its_status(call: Any) -> None:
    answers = call("answers", Answer(202, json={"rows": 3}))
    with pytest.raises(answers.module.MalformedResponseError, match="ExportGetResponse202"):
        _ = answers.client.export.get().model


def test_what_stands_for_all_statuses_is_asked_for_by_its_own_name(call: Any) -> None:
    answers = call("answers", Answer(json={"rows": 3}))
    assert answers.client.default.get().model.rows == 3
    assert answers.last.headers["accept"] == "application/vnd.acme+json"


def test_what_is_no_json_is_asked_for(call: Any) -> None:
    answers = call("answers", Answer(content=b"\x89PNG"))
    assert answers.client.picture.get().content == b"\x89PNG"
    assert answers.last.headers["accept"] == "image/png"


def test_a_discriminator_picks_the_class(call: Any) -> None:
    given = [
        {"kind": "begun", "at": "1"},
        {"kind": "ended", "at": "2"},
        {"kind": "nested", "inner": {"kind": "ended"}},
        {"kind": "unheard", "why": "new"},
        {"kind": "ended", "at": 5},
    ]
    answers = call("answers", Answer(json={"last": given[1], "all": given[:4]}), Answer(json={"last": given[4]}))
    events = answers.client.events.list().model
    assert type(events.last).__name__ == "Ended"
    assert [type(event).__name__ for event in events.all][:3] == ["Started", "Ended", "Nested"]
    assert type(events.all[2].inner).__name__ == "Ended"
    assert events.all[3].model_dump()["why"] == "new"
    with pytest.raises(answers.module.MalformedResponseError):
        _ = answers.client.events.list().model


def test_a_parent_is_read_as_the_child_that_it_names(call: Any) -> None:
    pets = [
        {"sort": "hound", "bark": 2, "friend": {"sort": "Cat", "purr": True}},
        {"sort": "Kitten", "purr": True, "weeks": 3},
        {"sort": "Pet", "name": "Rex"},
        {"sort": "fish"},
    ]
    answers = call("answers", Answer(json=pets))
    pets_read = answers.client.pets.list().model.root
    assert [type(pet).__name__ for pet in pets_read] == ["Dog", "Kitten", "Pet", "Pet"]
    assert type(pets_read[0].friend).__name__ == "Cat" and pets_read[1].weeks == 3


def test_a_parent_is_judged_as_the_child_that_it_names(call: Any) -> None:
    answers = call("answers", Answer(201, json={"sort": "hound", "bark": 1}))
    made = answers.client.pets.create(sort="hound", bark=1, friend={"sort": "fish"})
    assert body(answers.last) == {"sort": "hound", "bark": 1, "friend": {"sort": "fish"}}
    assert type(made.model).__name__ == "Dog"
    wrong: tuple[dict[str, Any], ...] = (
        {"sort": "hound"},
        {"sort": "hound", "bark": 0},
        {"sort": "Kitten", "purr": 1},
        {"sort": "Pet", "friend": {"sort": "hound"}},
    )
    for given in wrong:
        with pytest.raises(answers.module.InvalidRequestError):
            answers.client.pets.create(**given)
        with pytest.raises(answers.module.InvalidRequestError):
            answers.client.pets.replace(pets=[given])
    with pytest.raises(answers.module.InvalidRequestError) as refused:
        answers.client.pets.create(sort="hound", bark=1, name=5)
    assert str(refused.value).count("/name") == 1  # the parent says so, and the child that extends it


def test_an_exact_status_counts_more_than_a_range(call: Any) -> None:
    answers = call("answers", Answer(json={"rows": 3}), Answer(202, json={"ticket": "t"}))
    first, second = (answers.client.exact.get().model for _ in range(2))
    assert (first.rows, second.ticket) == (3, "t")


def test_media_beside_json_may_be_large(call: Any) -> None:
    picture = Answer(content=b"\x89PNG" * 300, headers={"content-type": "image/png"})
    answers = call("answers", picture, max_answer_bytes=1000)
    assert len(answers.client.export.get().content) == 1200
