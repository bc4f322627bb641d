"""What `reelspec validate` is made of: values are read from inputs, judged, and told, a block at a time."""
