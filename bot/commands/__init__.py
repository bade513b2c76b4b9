"""The commands of `tamasuk` that come in groups, a module for each; the others are in `bot.__main__`."""
