"""`python -m app.cli` is `polygraph`."""

from app.cli.commands import main

# A worker imports the module that its parent ran.
if __name__ == "__main__":
    main()
