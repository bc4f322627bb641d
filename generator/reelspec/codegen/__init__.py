"""Code generation: from the contract to the files of generated/, in memory. One folder or file for each kind of file."""
