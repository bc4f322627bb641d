"""Drafts: the first spec of a model, from a page's facts or from nothing. `reelspec new` calls `draft` and `publish`."""

from __future__ import annotations

from reelspec.documentation.scaffold.drafting import Draft, NoDraft, draft
from reelspec.documentation.scaffold.publishing import publish

__all__ = ["Draft", "NoDraft", "draft", "publish"]
