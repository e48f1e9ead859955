"""The containers as a caller sees them: compose, HTTP through nginx, memory, rows and objects. For compose_test.py; needs nothing but Python 3.9."""

import base64
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
MAKE_FILES = """
import io, json, sys, zipfile
from pathlib import Path
import av, numpy
from PIL import Image, ImageDraw, ImageFont
from docx import Document
folder = Path(sys.argv[1])
folder.mkdir()
font = ImageFont.load_default(64)
def page(words, size=(1240, 640)):
    image = Image.new("RGB", size, "white")
    for line, text in enumerate(words.split("|")):
        ImageDraw.Draw(image).text((60, 60 + 110 * line), text, fill="black", font=font)
    return image
page("The harbour office|opens on Thursdays").save(folder / "scan.pdf")
page("Lanterns for sale|in the blue boat").save(folder / "notice.png")
def frames(container, stream):
    for number in range(120):
        size = (stream.width, stream.height)
        image = page("Sunflower seeds", size) if number < 60 else Image.new("RGB", size, (20, 40, 200))
        container.mux(stream.encode(av.VideoFrame.from_image(image)))
    container.mux(stream.encode())
with av.open(str(folder / "film.avi"), "w") as container:
    stream = container.add_stream("mpeg4", rate=20)
    stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
    frames(container, stream)
with av.open(str(folder / "tone.wav"), "w") as container:
    stream = container.add_stream("pcm_s16le", rate=16000, layout="mono")
    wave = (numpy.sin(numpy.arange(16000 * 5) * 0.2) * 9000).astype("int16").reshape(1, -1)
    sound = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
    sound.sample_rate = 16000
    container.mux(stream.encode(sound))
    container.mux(stream.encode())
document = Document()
document.add_paragraph("The saffron was weighed twice.")
document.save(folder / "weighed.docx")
with zipfile.ZipFile(folder / "box.zip", "w") as box:
    box.writestr("inside/letter.txt", "A letter about the copper kettle.")
"""
"""Run in the api container, which has the libraries: a scan, a notice, a film that browsers cannot play, a sound, a document, an archive."""
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

    def upload_by_tus(self, name: str, blocks: "Iterator[bytes]", size: int, cut_at: int) -> Any:
        """As the pages upload: announced, sent, cut off in the middle, and gone on with where the service says that it is."""
        tus = {"Tus-Resumable": "1.0.0"}
        announced = {**tus, "Upload-Length": str(size), "Upload-Metadata": "filename " + base64.b64encode(name.encode()).decode()}
        status, headers, body = self.request("POST", "/api/v1/uploads", b"", announced)
        check(status == 201, f"an upload is announced: {status} {body[:300]!r}")
        location, sent = headers["location"], {**tus, "Content-Type": "application/offset+octet-stream"}
        data = b"".join(blocks)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest("PATCH", location)
        headers = {"Authorization": f"Bearer {self.key}", "Upload-Offset": "0", "Content-Length": str(size), **sent}
        for header, value in headers.items():
            connection.putheader(header, value)
        connection.endheaders()
        connection.send(data[:cut_at])
        connection.close()
        offset = 0

        def is_free() -> bool:
            nonlocal offset
            status, found, _ = self.request("HEAD", location, headers=tus)
            check(status == 200, f"where the upload stands: {status}")
            before, offset = offset, int(found["upload-offset"])
            return before == offset > 0

        until(is_free, "what arrived before the cut is kept")
        check(offset <= cut_at, f"{offset} bytes are kept of {cut_at}")

        def goes_on() -> bool:
            nonlocal headers
            status, headers, body = self.request("PATCH", location, data[offset:], {**sent, "Upload-Offset": str(offset)}, seconds=300)
            check(status == 204, f"the rest: {status} {body[:300]!r}")
            return True

        until(goes_on, "the upload goes on", 60)
        return {"id": headers["upload-asset"], "kept": offset}

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
