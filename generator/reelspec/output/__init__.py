"""Writing: one map from path to bytes goes to generated/ safely. Commands import the modules they need."""
