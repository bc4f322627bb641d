"""A model's schema and rules into Python source: a tree of statements, printed by `codegen.python`. `emitter` is the entrance.

Four compilers make the functions of a validator: `schema` the full code, which finds and explains everything (`objects`,
`unevaluated`, `rules`, `messages` and `violations` are its parts); `is_valid` `is_valid`; `errors` the quick `errors`; `may_warn`
what tells that nothing is to be warned of. They share `fields` (fields as rules see them), `counting` (what loops count for
rules), `kinds` and `traits` (what a schema is), `module` (names and constants) and `code` (statements, printed).
"""
