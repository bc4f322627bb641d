"""Request bodies built from the contract, all of them here. Deterministic, bounded, honest about the bounds.

`suite_of(model)` (in `suite`): the contract cases, a lean set with violations in full, made in milliseconds.
`differ(left, right)` (in `difference`): a body on which two models differ, or that there is none, or that it is not decided.
`Space` (in `space`): the finite space of one object's choices and the search in it, for checks of specs; `valid_body` in it.
"""
