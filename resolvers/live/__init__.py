"""The live hub: what changes in the stores, brought to those who asked for it."""
