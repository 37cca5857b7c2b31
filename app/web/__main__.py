"""`python -m app.web` builds the pages; `check` examines their sources, `dev` serves them while they are changed."""

from __future__ import annotations

import sys

from app.cli.terminal import complain, messages
from app.web.build import build, run_script
from app.web.node import NpmFailed
from stores.errors import Misconfigured

USAGE = "usage: python -m app.web [build | check | dev]"


def main(arguments: list[str]) -> int:
    """Do what the arguments say; the exit status."""
    try:
        match arguments:
            case [] | ["build"]:
                messages.print("The pages are built." if build() else "The pages are up to date.")
            case ["check" | "dev" as name]:
                run_script(name, shown=True)
            case _:
                complain(USAGE)
                return 2
    except (NpmFailed, Misconfigured) as error:
        complain(f"the pages are not built: {error}" if arguments in ([], ["build"]) else str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
