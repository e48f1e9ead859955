"""Ports of this machine: which are free, and whether a service answers."""

import random
import socket
import urllib.error
import urllib.request
from collections.abc import Iterable

LOOPBACK = "127.0.0.1"
_BELOW_EPHEMERAL = range(15_000, 32_000)
"""Where no system gives ports to outgoing connections: a client that retries a closed port of the ephemeral range can end up connected to itself."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Who holds it has the port for good, also while the service that answers on it is started again; clients then wait instead of
    being refused. Raises OSError where the port is taken."""
    return socket.create_server((host, port), family=_family(host), backlog=2048)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def is_free(port: int, host: str = LOOPBACK) -> bool:
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(preferred: Iterable[int | None] = (), *, host: str = LOOPBACK) -> int:
    """The first of `preferred` that is free, else any. Another process may still take it before it is bound."""
    for port in preferred:
        if port and is_free(port, host):
            return port
    for _ in range(1000):
        port = random.choice(_BELOW_EPHEMERAL)  # noqa: S311  not a secret
        if is_free(port, host):
            return port
    raise OSError("no free port on the loopback address")


def answers(url: str, timeout: float = 2.0) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy of the environment
    try:
        with opener.open(url, timeout=timeout) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
