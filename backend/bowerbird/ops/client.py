"""The command line's way to a running Bowerbird: over HTTP like anybody else.

The address and key are BOWERBIRD_URL and BOWERBIRD_API_KEY, else what the instance on this machine left in its data directory (`runtime.json`, and `cli-key`,
which only its owner can read). The local key is never sent to another address.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil
import typer

from bowerbird.errors import BowerbirdError
from bowerbird.settings import Settings, get_settings

PATIENCE = 120.0
"""Seconds to go on trying while the server is away, counted from the first failure."""
_AGAIN = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE = 10.0


class ApiError(BowerbirdError):
    """The server's answer is a problem; `code` and `detail` are its own."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail, code=code)
        self.http_status = status


class UnreachableError(BowerbirdError):
    """No server, or none that answers."""

    code = "unreachable"
    title = "Bowerbird does not answer"


class BodyChangedError(Exception):
    """The body turned out longer or shorter than it said: the file changed while it was read."""


@dataclass(frozen=True, slots=True)
class Address:
    url: str
    api_key: str


@dataclass(frozen=True, slots=True)
class Body:
    """A request body that can be sent more than once. `pieces` begins it anew each time; `length` is in bytes."""

    pieces: Callable[[], Iterable[bytes]]
    length: int
    content_type: str


def find_address(settings: Settings) -> Address:
    """Raises UnreachableError with what to do where nothing says how to reach a server."""
    local = _local_url(settings.home / "runtime.json")
    url = settings.url or local
    if not url:
        raise UnreachableError("Bowerbird does not run here. Start it with ./start.sh, or set BOWERBIRD_URL and BOWERBIRD_API_KEY.")
    key = settings.api_key.get_secret_value()
    if not key and url == local:
        key = _read(settings.home / "cli-key").strip()
    if not key:
        raise UnreachableError(f"There is no API key for {url}. Make one there and set BOWERBIRD_API_KEY.")
    return Address(url.rstrip("/"), key)


def _complain(line: str) -> None:
    typer.echo(line, err=True)


class ApiClient:
    """Use as a context. Requests that meet a server which is busy, restarting or gone are sent again for PATIENCE seconds."""

    def __init__(
        self,
        find: Callable[[], Address] | None = None,
        *,
        patience: float = PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], None] = _complain,
    ) -> None:
        self._find = find or (lambda: find_address(get_settings()))
        self._patience = patience
        self._sleep = sleep
        self._clock = clock
        self._say = say
        self._complained = False
        self._http = httpx.Client(timeout=httpx.Timeout(600, connect=5), follow_redirects=False)
        self._address: Address | None = None
        """Where it was found last."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        return self.request("GET", path, params=params)

    def post(self, path: str, *, payload: Any = None, body: Body | None = None) -> Any:
        return self.request("POST", path, payload=payload, body=body)

    def request(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, payload: Any = None, body: Body | None = None
    ) -> Any:
        """The JSON of the answer to `{url}/api/v1{path}`, None if it has no body. Raises ApiError, UnreachableError or BodyChangedError."""
        failing_since: float | None = None
        pause = 0.25
        while True:
            asked = 0.0
            failure: BowerbirdError
            address = self._found()
            try:
                response = self._send(address, method, path, params=params, payload=payload, body=body)
                if response.status_code not in _AGAIN:
                    return _answer(response)
                failure = _problem(response)
                asked = _retry_after(response)
            except httpx.UnsupportedProtocol as error:
                raise UnreachableError(f"{address.url} is no address of a Bowerbird.") from error
            except httpx.TransportError as error:
                failure = UnreachableError(f"Bowerbird does not answer at {address.url} ({error or type(error).__name__}).")
            now = self._clock()
            failing_since = failing_since if failing_since is not None else now
            pause = min(max(2 * pause, asked), max(_LONGEST_PAUSE, asked))
            if now + pause - failing_since > self._patience:
                raise failure
            if not self._complained:
                self._complained = True
                self._say(f"{failure.detail} Trying again for up to {self._patience:.0f} s.")
            self._sleep(pause)

    def _found(self) -> Address:
        """Looked up each time: after a restart the instance may have another port. While it starts it does not say which."""
        try:
            self._address = self._find()
        except UnreachableError:
            if self._address is None:
                raise
        return self._address

    def _send(
        self, address: Address, method: str, path: str, *, params: Mapping[str, Any] | None, payload: Any, body: Body | None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {address.api_key}"}
        content: Iterable[bytes] | None = None
        if body is not None:
            headers |= {"Content-Type": body.content_type, "Content-Length": str(body.length)}
            content = _exactly(body)
        return self._http.request(method, f"{address.url}/api/v1{path}", params=params, json=payload, content=content, headers=headers)


def _exactly(body: Body) -> Iterator[bytes]:
    left = body.length
    for piece in body.pieces():
        left -= len(piece)
        if left < 0:
            raise BodyChangedError
        yield piece
    if left:
        raise BodyChangedError


def _answer(response: httpx.Response) -> Any:
    if response.is_success:
        return response.json() if response.content else None
    raise _problem(response)


def _problem(response: httpx.Response) -> ApiError:
    try:
        problem = response.json()
        return ApiError(response.status_code, str(problem["code"]), str(problem["detail"]))
    except (ValueError, KeyError, TypeError):
        return ApiError(response.status_code, "unexpected_answer", f"The server answered {response.status_code} {response.reason_phrase}.")


def _retry_after(response: httpx.Response) -> float:
    value = response.headers.get("retry-after", "")
    return min(float(value), 60.0) if value.isdecimal() else 0.0


def _local_url(runtime: Path) -> str:
    """Empty where nothing runs, also where it did not live to say so."""
    try:
        said = json.loads(_read(runtime) or "{}")
        ended = said.get("state") == "stopped" or not psutil.pid_exists(said.get("pid", os.getpid()))
        return "" if ended else str(said.get("url", ""))
    except (ValueError, AttributeError):
        return ""


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except PermissionError as error:
        raise UnreachableError(
            f"{path} belongs to another user. Run this as that user, or set BOWERBIRD_URL and BOWERBIRD_API_KEY."
        ) from error
