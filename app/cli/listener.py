"""The socket of the service, taken before anything else is started, so that a port in use is known at once."""

from __future__ import annotations

import os
import socket

from stores.errors import PolygraphError


class AddressUnavailable(PolygraphError):
    """The service cannot listen where it was told to."""

    code = "ADDRESS_UNAVAILABLE"


def bind(host: str, port: int) -> socket.socket:
    """A socket at this address that does not listen yet; port 0 is a free one. Raises `AddressUnavailable`."""
    listener: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        if listener is not None:
            listener.close()
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise AddressUnavailable(f"cannot listen on {host}, port {port}: {reason}") from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The service's base address for a browser on this machine's network."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
