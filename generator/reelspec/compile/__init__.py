"""A model's schema and rules into Python source: a tree of statements, printed in one room. Called by `emit.validators`.

Four compilers make the functions of a validator: `report` the full code, which finds and explains everything (`objects`,
`unevaluated`, `rules`, `messages` and `violations` are its parts); `fast` `is_valid`; `errors` the quick `errors`; `quiet`
what tells that nothing is to be warned of. They share `view` (fields as rules see them), `counting` (what loops count for
rules), `kinds` and `traits` (what a schema is), `module` (names and constants) and `code` (statements, printed).
"""
