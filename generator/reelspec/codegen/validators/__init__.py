"""A model's schema and rules as the code of a judge: a tree (`codegen.tree`), which a printer prints. `emitter` is the entrance.

Two compilers make the functions of a validator: `accepting` `is_valid`, `collecting` the walk that finds every violation. They
share `keywords` and `operator_code` (when a keyword or an operator is broken), `fields` (fields as rules see them), `counting`
(what loops count for rules), `kinds` and `traits` (what a schema is), `module` (names, constants and functions). `messages` and
`rule_messages` say what is wrong, `support` is what the code calls, `run` runs it in this process.
"""
