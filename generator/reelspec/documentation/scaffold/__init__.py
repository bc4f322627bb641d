"""Drafts: the first spec of a model, from a page's facts or from nothing. `reelspec new` calls `draft` and `publish`."""

from __future__ import annotations

from pathlib import Path

from reelspec.documentation.pages.page import Page
from reelspec.documentation.scaffold.drafting import Draft, Drafting, NoDraft
from reelspec.documentation.scaffold.publishing import Check, publish
from reelspec.documentation.scaffold.settling import settled

__all__ = ["Draft", "NoDraft", "draft", "publish"]


def draft(
    root: Path,
    provider: str,
    model: str,
    page: Page | None = None,
    *,
    check: Check | None = None,
    address: str | None = None,
    file: str | None = None,
) -> Draft:
    """The files of PROVIDER/MODEL.

    page: where its facts come from, None for a skeleton; address or file: what documents.yaml will call it. check: says
    what is wrong with the specs below a folder; what it refuses of the draft becomes a TODO, and the statements that the
    draft used are claimed.

    Raises NoDraft: a name that cannot be one, a model or file that is there already, a page without facts, an
    openapi.yaml that nothing can be added to.
    """
    drafting = Drafting(root, provider, model, page, address, file)
    return drafting.draft() if check is None else settled(root, drafting, check)
