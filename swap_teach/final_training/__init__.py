"""The final training of a found cell: the recipe piece by piece, data, checkpoints, and the run. Read in lesson A5."""
