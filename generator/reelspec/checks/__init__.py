"""What authors get wrong: checks of a whole contract, one file each. `project.checks` lists and runs them."""
