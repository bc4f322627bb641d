"""Providers of other shapes: keys in queries and headers, parameters in paths, numbers for ids, no tasks, no errors."""

from __future__ import annotations

import asyncio
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from reelspec.testing.mock import Clock, Mock
from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.run import Options, verify
from reelspec.testing.verify.target import target_of
from tests.support import write_root

HEAD = """
openapi: 3.1.0
info: {title: Acme, version: "1"}
x-source: {document: guide}
"""
MODEL = """
title: Reel
x-source: {document: guide}
type: object
properties:
  prompt: {type: string, maxLength: 50}
  seconds: {type: integer, minimum: 2, maximum: 10}
  tags: {type: array, items: {type: string}, maxItems: 3}
required: [prompt]
x-rules:
  - {id: long-needs-tags, when: {seconds: {minimum: 8}}, requires: {seconds: [tags]}}
"""
BODY = "requestBody: {required: true, content: {application/json: {schema: {$ref: models/reel.yaml}}}}"
PLAIN = f"""{HEAD}
security: [{{key: []}}]
paths:
  /make:
    post:
      operationId: make
      {BODY}
      responses: {{"204": {{description: made}}}}
components: {{securitySchemes: {{key: {{type: apiKey, in: query, name: k}}}}}}
"""
JOBS = f"""{HEAD}
security: [{{key: []}}]
paths:
  /{{region}}/jobs:
    parameters: [{{name: region, in: path, required: true, schema: {{type: string}}}}]
    post:
      operationId: jobs.create
      x-task:
        id: "$['job'].number"
        poll: jobs.get
        status: "$['job'].state"
        waiting: [new]
        succeeded: [ok]
        failed: [bad]
        result: "$['job'].files[*]"
      {BODY}
      responses:
        "201": {{description: made, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Job"}}}}}}}}
        4XX: {{description: refused}}
  /{{region}}/jobs/{{number}}:
    get:
      operationId: jobs.get
      parameters:
        - {{name: number, in: path, required: true, schema: {{type: integer}}}}
        - {{name: region, in: path, required: true, schema: {{type: string}}}}
        - {{name: X-Version, in: header, required: true, schema: {{const: "3"}}}}
      responses:
        "200": {{description: it, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Job"}}}}}}}}
        "404": {{description: unknown}}
components:
  securitySchemes: {{key: {{type: apiKey, in: header, name: X-Key}}}}
  schemas:
    Job:
      type: object
      properties:
        job:
          type: object
          properties:
            number: {{type: integer}}
            state: {{enum: [new, ok, bad]}}
            files: {{type: array, items: {{type: string, format: uri}}}}
          required: [number, state]
      required: [job]
"""


@lru_cache
def contract(openapi: str) -> Contract:
    files = {
        "specs/acme/documents.yaml": "documents: [{id: guide, title: Acme guide}]",
        "specs/acme/openapi.yaml": openapi,
        "specs/acme/models/reel.yaml": MODEL,
    }
    with tempfile.TemporaryDirectory() as folder:
        return load(write_root(Path(folder), files))


def judged(openapi: str, served: str = "", **parameters: str) -> Report:
    """A run against a mock. served: the document that the mock goes by, where that is another."""
    (provider,) = contract(openapi).providers
    mock = Mock(contract(served or openapi), clock=Clock(speed=1000))
    target = target_of(mock.app, provider, parameters=parameters)
    return asyncio.run(verify(provider, provider.models, target, Options(wait=5)))


@pytest.mark.parametrize("more", ["", ', "5XX": {description: broken}', ', "503": {description: busy}'])
def test_an_operation_without_tasks_and_a_key_in_the_query(more: str) -> None:
    report = judged(PLAIN.replace("{description: made}", f"{{description: made}}{more}"))
    assert report.good and report.lived == ()
    # The document has no refusals at all, so that a refusal is no difference but worth a note.
    assert [(one.kind, one.rule, one.note) for one in report.findings] == [("answer", "status", True)]


def test_parameters_need_values() -> None:
    with pytest.raises(Unusable, match="give --param region=VALUE"):
        judged(JOBS)


def test_a_task_behind_parameters_with_a_number_for_its_id() -> None:
    report = judged(JOBS, region="eu")
    assert report.findings == ()
    assert [one.end for one in report.lived] == ["succeeded"]


def test_tasks_that_cannot_be_asked_for_are_not_followed() -> None:
    report = judged(JOBS.replace('{const: "3"}', "{type: string}"), region="eu")
    assert report.good and report.lived == ()
    assert report.said == (
        "tasks of jobs.create are not followed: jobs.get needs the header parameter X-Version, for which the spec has "
        "no value: give --param X-Version=VALUE",
    )


SCHEMA = '{schema: {$ref: "#/components/schemas/Job"}}'


@pytest.mark.parametrize(
    "without",
    [JOBS.replace(SCHEMA, "{}"), JOBS.replace(f", content: {{application/json: {SCHEMA}}}", "")],
    ids=["no schema", "no content"],
)
def test_answers_without_a_schema_are_judged_by_the_rest_and_counted(without: str) -> None:
    assert without != JOBS
    report = judged(without, JOBS, region="eu")
    assert report.findings == ()
    assert [one.end for one in report.lived] == ["succeeded"]
    accepted = sum(one.verdict == "accepted" for one in report.outcomes)
    (said,) = report.said
    assert "answers have no schema in the spec" in said
    assert f"{accepted} of jobs.create (201)" in said and "of jobs.get (200)" in said
    # What x-task reads is judged all the same: its words, and the places of id and status.
    report = judged(without.replace("waiting: [new]", "waiting: [begun]"), JOBS, region="eu")
    assert {(one.kind, one.message.split(" (")[0]) for one in report.findings} == {
        ("word", '$.job.state is "new", which the spec does not list')
    }
    report = judged(without.replace("['job'].number", "['job'].id"), JOBS, region="eu")
    assert any("names no task at $.job.id" in one.message for one in report.findings)


def test_a_run_in_which_every_answer_has_a_schema_says_nothing_of_it() -> None:
    assert judged(JOBS, region="eu").said == ()
