"""The account that PostgreSQL runs as: PostgreSQL refuses to run as root, so root lends it another."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from stores.errors import Misconfigured

UNPRIVILEGED = "nobody"

# Either lets a process pass folders that are closed to it. A container often has only the second, which also allows to
# write, so the first comes first.
PASSING_CAPABILITIES = ("dac_read_search", "dac_override")

# PostgreSQL's programs look for each other with access(2), which ignores the capabilities of all but root without this.
KEEP_FOR_ACCESS = "--securebits=+no_setuid_fixup"


@dataclass(frozen=True)
class Account:
    """How to start programs: as ourselves (`user` None), or from root as `user` of `group`.

    With a `capability` the programs pass folders closed to that user. Only `setpriv` of util-linux can grant it, so
    it is used only where a parent of the binaries or of the data really is closed, such as a clone below /root.
    """

    user: int | None = None
    group: int | None = None
    capability: str | None = None

    def own(self, folder: Path) -> None:
        """Make the folder this account's."""
        if self.user is not None and self.group is not None:
            os.chown(folder, self.user, self.group)

    def popen(
        self, command: list[str], output: int | IO[bytes], stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a program in a session of its own; its errors join its output."""
        switching = self.capability is None
        return subprocess.Popen(
            [*self._setpriv(), *command],
            user=self.user if switching else None,
            group=self.group if switching else None,
            extra_groups=[] if switching and self.user is not None else None,
            # The current folder may be closed to the account, and the caller's PG* variables are not meant for this.
            cwd="/",
            env=plain_environment(),
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def run(self, command: list[str], script: str = "") -> tuple[int, str]:
        """Run a program to its end: its exit code and what it printed."""
        with self.popen(command, subprocess.PIPE, subprocess.PIPE) as process:
            output, _ = process.communicate(script.encode())
        return process.returncode, output.decode(errors="replace")

    def reaches(self, program: Path, folder: Path) -> bool:
        """Whether the account can run the program inside the folder. Tried, not computed: there may be ACLs."""
        trial = 'cd "$1" && exec "$0" --version'
        try:
            return self.run(["/bin/sh", "-c", trial, str(program), str(folder)])[0] == 0
        except OSError:
            return False

    def _setpriv(self) -> list[str]:
        if self.capability is None:
            return []
        identity = [f"--reuid={self.user}", f"--regid={self.group}", "--clear-groups"]
        grant = [f"--inh-caps=+{self.capability}", f"--ambient-caps=+{self.capability}"]
        return ["setpriv", *identity, *grant, KEEP_FOR_ACCESS, "--"]


def plain_environment() -> dict[str, str]:
    """Our environment without libpq's variables, and with English messages."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def lend_account(program: Path, folder: Path) -> Account:
    """The account to run the program with, which becomes the owner of the folder. Ourselves, when we are not root.

    Raises `Misconfigured` when root finds no account that reaches both.
    """
    if os.geteuid() != 0:
        return Account()
    user, group = unprivileged()
    for capability in (None, *PASSING_CAPABILITIES):
        account = Account(user, group, capability)
        account.own(folder)
        if account.reaches(program, folder):
            return account
    raise Misconfigured(unreachable(program, folder))


def unprivileged() -> tuple[int, int]:
    """User and group number of the account that root lends; `Misconfigured` where the system has none."""
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise Misconfigured(f"PostgreSQL refuses to run as root, and there is no account {UNPRIVILEGED}") from None
    return entry.pw_uid, entry.pw_gid


def unreachable(program: Path, folder: Path) -> str:
    remedy = "its capabilities are not available here"
    if shutil.which("setpriv") is None:
        remedy = "setpriv (package util-linux), which could let it pass, is not installed"
    return (
        f"PostgreSQL refuses to run as root, and the account {UNPRIVILEGED} cannot reach both {program} and {folder};"
        f" {remedy}: run as an ordinary user, or open the parent folders"
    )
