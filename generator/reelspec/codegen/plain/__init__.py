"""Plain schemas: rules put into words, an object's fields in one place. `codegen.plain.schemas` makes them."""
