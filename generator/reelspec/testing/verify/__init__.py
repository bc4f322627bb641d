"""Verify: any server held against the spec. Called by `reelspec verify` and the pytest plugin.

`verify(provider, models, target, options)` sends the contract's cases, follows tasks, and gives a `Report` of findings.
The one contact with the server is `http`; what a request may cost is decided by `budget`; each kind of finding, and each
form of output, is a file.
"""

from __future__ import annotations
