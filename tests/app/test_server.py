"""The server's options: fit for several processes."""

from __future__ import annotations

import pickle

from app.server import uvicorn_options
from app.settings import Settings


def test_options_reach_other_worker_processes() -> None:
    """uvicorn hands its options to each worker by pickling them, the limits on receiving included."""
    options = pickle.loads(pickle.dumps(uvicorn_options(Settings(workers=2, receive_timeout=3))))  # noqa: S301
    assert options["workers"] == 2
    assert options["http"].keywords["receive_timeout"] == 3
