"""A port for a server that a test starts."""

from __future__ import annotations

import socket


def free_port() -> int:
    """One that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
