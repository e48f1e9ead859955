"""The containers as a caller sees them: compose, HTTP through nginx, memory, rows and objects. For compose_test.py; needs nothing but Python 3.9."""

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "bowerbird-compose-test"
MIB = 1024 * 1024
READ_OBJECTS = """
import hashlib, json
from sqlalchemy import text
from bowerbird.db.session import transaction
from bowerbird.storage import get_storage
with transaction() as session:
    keys = session.scalars(text("SELECT key FROM objects WHERE state = 'stored' AND role <> 'external' ORDER BY key")).all()
found = {}
for key in keys:
    digest = hashlib.sha256()
    for block in get_storage().read_range(key):
        digest.update(block)
    found[key] = digest.hexdigest()
print(json.dumps(found))
"""


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def check(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(what)


def until(condition: Callable[[], Any], what: str, seconds: float = 300.0) -> float:
    """Seconds until the condition held. Whatever it raises counts as not yet."""
    began = time.monotonic()
    why: object = ""
    while time.monotonic() - began < seconds:
        try:
            if condition():
                return round(time.monotonic() - began, 1)
        except (OSError, http.client.HTTPException, subprocess.CalledProcessError, AssertionError, ValueError, KeyError) as error:
            why = error
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds:g} s: {what} {why}")


class Stack:
    def __init__(self, env_file: Path, port: int, backups: Path) -> None:
        self.port = port
        self._environment = {
            **os.environ,
            "BOWERBIRD_PORT": str(port),
            "COMPOSE_PROJECT_NAME": PROJECT,
            "BOWERBIRD_BACKUPS": str(backups),
        }
        self._compose = [
            "docker",
            "compose",
            "--project-name",
            PROJECT,
            "--env-file",
            str(env_file),
            "--file",
            str(ROOT / "docker-compose.yml"),
        ]
        self.key = ""

    def compose(self, *arguments: str, quiet: bool = True) -> str:
        result = subprocess.run([*self._compose, *arguments], env=self._environment, capture_output=True, text=True, check=False)
        if result.returncode:
            if quiet:
                print(result.stdout[-4000:], result.stderr[-4000:], file=sys.stderr)
            raise subprocess.CalledProcessError(result.returncode, arguments, result.stdout, result.stderr)
        return result.stdout

    def containers(self, service: str) -> list[dict[str, Any]]:
        ids = self.compose("ps", "-q", service).split()
        return [json.loads(docker("inspect", each))[0]["State"] | {"Id": each} for each in ids]

    def healthy(self, service: str) -> bool:
        found = self.containers(service)
        return bool(found) and all(each["Running"] and each.get("Health", {"Status": "healthy"})["Status"] == "healthy" for each in found)

    def request(
        self, method: str, path: str, body: Any = None, headers: "dict[str, str] | None" = None, seconds: float = 30.0
    ) -> "tuple[int, dict[str, str], bytes]":
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, body=body, headers={"Authorization": f"Bearer {self.key}", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def json(self, method: str, path: str, payload: Any = None) -> Any:
        headers = {"Content-Type": "application/json"} if payload is not None else {}
        status, _, body = self.request(method, f"/api/v1{path}", json.dumps(payload) if payload is not None else None, headers)
        check(status < 300, f"{method} {path}: {status} {body[:300]!r}")
        return json.loads(body)

    def upload(self, name: str, blocks: "Iterator[bytes]", size: int) -> Any:
        boundary = "bowerbird-compose-test"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
        tail = f"\r\n--{boundary}--\r\n".encode()

        def pieces() -> Iterator[bytes]:
            yield head
            yield from blocks
            yield tail

        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(len(head) + size + len(tail))}
        status, _, body = self.request("POST", "/api/v1/assets", pieces(), headers, seconds=900)
        check(status in {200, 201}, f"upload of {name}: {status} {body[:300]!r}")
        return json.loads(body)["asset"]

    def upload_text(self, name: str, text: str) -> str:
        data = text.encode()
        return str(self.upload(name, iter([data]), len(data))["id"])

    def is_ready(self, asset_id: str) -> bool:
        status = self.json("GET", f"/assets/{asset_id}")["status"]
        check(status in {"ready", "processing", "queued", "stored"}, f"{asset_id} is {status}")
        return bool(status == "ready")

    def finds(self, query: str, asset_id: str) -> bool:
        return asset_id in json.dumps(self.json("POST", "/search", {"query": query}))

    def memory(self, service: str) -> int:
        """Bytes in use, without the cache of files."""
        used = docker("stats", "--no-stream", "--format", "{{.MemUsage}}", *self.compose("ps", "-q", service).split()).split("/")[0].strip()
        number, unit = re.fullmatch(r"([\d.]+)([KMG]?i?B)", used).groups()  # type: ignore[union-attr]
        return int(float(number) * {"B": 1, "KiB": 1024, "MiB": MIB, "GiB": 1024 * MIB}[unit])

    def sql(self, statement: str) -> str:
        return self.compose(
            "exec", "-T", "db", "psql", "-U", "postgres", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement, "bowerbird"
        ).strip()

    def tools(self, *arguments: str) -> str:
        """One command of `bowerbird`, as `make backup` runs it."""
        return self.compose("run", "--rm", "-T", "tools", *arguments)

    def rows(self) -> "dict[str, str]":
        """A digest of all rows of each table."""
        names = self.sql(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
        ).split()
        each = (
            f"SELECT '{name}', count(*) || ' ' || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text COLLATE \"C\"), '')) FROM public.{name} t"
            for name in names
        )
        return dict(line.split("|", 1) for line in self.sql(" UNION ALL ".join(each)).splitlines())  # type: ignore[misc]

    def objects(self) -> "dict[str, str]":
        """SHA-256 of the bytes of each object that a row calls stored, read from the storage."""
        return dict(json.loads(self.compose("run", "--rm", "-T", "--no-deps", "--entrypoint", "python", "tools", "-P", "-c", READ_OBJECTS)))


def docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout
