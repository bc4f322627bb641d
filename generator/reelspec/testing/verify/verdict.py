"""What an answer to a creation says of the body: accepted, refused, or nothing that can be relied on."""

from __future__ import annotations

from reelspec.language.contract.jsonpath import written
from reelspec.language.rules.tasks import Life, acceptance, task_id
from reelspec.testing.verify.http import Answer
from reelspec.testing.verify.report import Verdict

ABOUT_OTHERS = frozenset(
    [401, 402, 403, 404, 405, 406, 407, 408, 410, 411, 415, 417, 421, 425, 426, 428, 429, 431, 451]
)
"""Statuses that refuse the caller, the address or the moment rather than the body (RFC 9110, section 15.5; RFC 6585)."""
HOPELESS = {
    401: "it does not take the key",
    402: "it wants to be paid first",
    403: "it does not let this key in",
    404: "it knows no such address",
    405: "it knows no such method there",
    407: "a proxy wants to know who is calling",
}
"""Statuses after which no body need be sent any more."""


def verdict(answer: Answer, life: Life | None, *, names: bool = False) -> tuple[Verdict, str]:
    """The verdict, and for an unclear one why.

    names: the body's fault is in the field that names the model, where 403 and 404 refuse the body as well.
    """
    status = answer.status
    if status == 0:
        return "unclear", answer.trouble
    if 200 <= status < 300:
        return _success(answer, life)
    if 300 <= status < 400:
        return "unclear", f"answers {status}, which leads elsewhere and is not followed"
    if 400 <= status < 500 and (status not in ABOUT_OTHERS or (names and status in (403, 404))):
        return "refused", ""
    return "unclear", f"answers {status}"


def _success(answer: Answer, life: Life | None) -> tuple[Verdict, str]:
    if life is None:
        return "accepted", ""
    accepted, _ = acceptance(life, answer.data)
    if accepted == "no":
        return "refused", ""
    if task_id(life, answer.data) is not None:
        return "accepted", ""
    where = " or ".join(map(written, life.id))
    return "unclear", f"answers {answer.status}, and names no task at {where}"


def may_be_paid(answer: Answer, given: Verdict) -> bool:
    """Whether the request may have cost something: only a clear refusal, or one that never left, certainly has not."""
    if not answer.sent or given == "refused":
        return False
    return answer.status == 408 or not (answer.status in ABOUT_OTHERS or 300 <= answer.status < 400)
