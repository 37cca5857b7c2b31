"""The benchmark: Polygraph beside its peers, on the same rows and the same machine. See README.md."""
