"""The containers, tested for real: `make compose-test`. Needs Docker with compose v2 and Python 3.9 or newer, nothing else.

Builds, starts and waits; uploads, searches, follows events and reads ranges through nginx; sends a file of 1 GiB and watches memory; kills each container;
scales workers; restarts all; takes all down. A project, port and secrets of its own. Prints progress to standard error and one JSON report to standard output.
"""

import argparse
import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "bowerbird-compose-test"
MIB = 1024 * 1024
BLOCK = 256 * 1024
SERVICES = ("web", "api", "worker-fast", "worker-heavy", "worker-ai", "scheduler", "redis", "minio", "db")
GROWTH = {"api": 200 * MIB, "web": 48 * MIB}
"""How much more memory than at rest a large upload may take: three parts of 8 MiB and the allocator's slack, whatever the file's size."""


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def check(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(what)


def until(condition: Callable[[], Any], what: str, seconds: float = 120.0) -> float:
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
    def __init__(self, env_file: Path, port: int) -> None:
        self.port = port
        self._environment = {**os.environ, "BOWERBIRD_PORT": str(port), "COMPOSE_PROJECT_NAME": PROJECT}
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


def docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout


def build_and_start(stack: Stack, report: "dict[str, Any]", *, build: bool) -> None:
    if build:
        say("building")
        began = time.monotonic()
        stack.compose("build")
        report["seconds"]["build"] = round(time.monotonic() - began)
    for name in ("backend", "web"):
        image = next(each for each in stack.compose("config", "--images").split() if each.startswith(f"bowerbird/{name}:"))
        report["image_bytes"][name] = int(json.loads(docker("image", "inspect", image))[0]["Size"])
    say("starting")
    began = time.monotonic()
    stack.compose("up", "--detach", "--wait", "--wait-timeout", "300")
    report["seconds"]["up"] = round(time.monotonic() - began)
    stack.key = stack.compose("exec", "-T", "api", "bowerbird", "api-key", "create", "compose-test").strip()
    link = stack.compose("exec", "-T", "api", "bowerbird", "owner-link")
    check(f":{stack.port}/welcome#token=" in link, f"the owner's link is {link!r}")


def hardened(stack: Stack) -> None:
    """What the compose file promises, asked of the running containers."""
    for service in SERVICES:
        found = json.loads(docker("inspect", stack.containers(service)[0]["Id"]))[0]
        host = found["HostConfig"]
        check("no-new-privileges:true" in (host["SecurityOpt"] or []), f"{service}: no-new-privileges")
        check(bool(host["Memory"]) and bool(host["PidsLimit"]), f"{service}: limits")
        if service not in {"db", "minio"}:
            check(host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"], f"{service}: read-only, without capabilities")
            check(stack.compose("exec", "-T", service, "id", "-u").strip() != "0", f"{service} runs as root")
        ports = [each for each in (found["NetworkSettings"]["Ports"] or {}).values() if each]
        check(bool(ports) == (service == "web"), f"{service} publishes {ports}")
    check(stack.request("GET", "/_s3/bowerbird/x")[0] == 404, "the way to S3 is closed from outside")
    check(stack.request("GET", "/metrics")[0] == 404, "metrics are closed from outside")
    status, headers, body = stack.request("GET", "/")
    check(status == 200 and b"<html" in body and "content-security-policy" in headers, "the page, with its policy")


def end_to_end(stack: Stack) -> str:
    """Upload, events, search, ranges. Gives the id of a small file to look for later."""
    seen = threading.Event()

    def listen() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=60)
        connection.request("GET", "/api/v1/events", headers={"Authorization": f"Bearer {stack.key}"})
        answer = connection.getresponse()
        listening.set()
        while line := answer.readline():
            if line.startswith(b"event: asset"):
                seen.set()
                break
        connection.close()

    listening = threading.Event()
    threading.Thread(target=listen, daemon=True).start()
    check(listening.wait(20), "the stream of events opens")
    text = "The bower bird collects blue bottle caps and arranges them before its bower.\n" * 20
    asset_id = stack.upload_text("bower.txt", text)
    check(seen.wait(20), "the upload is an event")
    until(lambda: stack.is_ready(asset_id), "the file is ready")
    until(lambda: stack.finds("which bird gathers things of one colour", asset_id), "the search finds it")

    data, url = text.encode(), f"/api/v1/assets/{asset_id}/original"
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    status, headers, body = stack.request("GET", url)
    check((status, body, headers["etag"]) == (200, data, etag), f"the whole: {status} {headers}")
    expected = {
        "content-type": "text/plain",
        "x-content-type-options": "nosniff",
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
    }
    check({name: headers.get(name) for name in expected} == expected, f"headers: {headers}")
    check(
        headers["content-security-policy"].startswith("sandbox;") and "bower.txt" in headers["content-disposition"], f"headers: {headers}"
    )
    check(not any(name.startswith(("x-amz", "x-accel", "x-bowerbird", "last-modified")) for name in headers), f"of S3's headers: {headers}")
    for asked, start, end in (("bytes=4-9", 4, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None)):
        status, headers, body = stack.request("GET", url, headers={"Range": asked})
        check((status, body) == (206, data[start:end]), f"{asked}: {status} {body[:40]!r}")
        check(
            headers["content-range"] == f"bytes {start % len(data)}-{start % len(data) + len(body) - 1}/{len(data)}", f"{asked}: {headers}"
        )
    check(stack.request("GET", url, headers={"Range": f"bytes={len(data)}-"})[0] == 416, "a range beyond the end")
    check(stack.request("GET", url, headers={"Range": "bytes=0-1", "If-Range": '"other"'})[2] == data, "If-Range of another version")
    check(stack.request("GET", url, headers={"Range": "bytes=0-1", "If-Range": etag})[0] == 206, "If-Range of this version")
    check(stack.request("GET", url, headers={"If-None-Match": etag})[0] == 304, "not modified")
    status, headers, body = stack.request("HEAD", url)
    check((status, body, headers["content-length"]) == (200, b"", str(len(data))), f"HEAD: {status} {headers}")
    check(stack.request("GET", url, headers={"Authorization": "Bearer wrong"})[0] == 401, "nothing without a key")
    return asset_id


def large_file(stack: Stack, size: int) -> "dict[str, Any]":
    """Up and down again, with the memory of both processes that it passes."""
    rest = {service: stack.memory(service) for service in GROWTH}
    peak = dict(rest)
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            for service in GROWTH:
                peak[service] = max(peak[service], stack.memory(service))

    hashed = hashlib.sha256()
    seed = os.urandom(BLOCK - 8)

    def blocks() -> Iterator[bytes]:
        for number in range(size // BLOCK):
            block = number.to_bytes(8, "big") + seed
            hashed.update(block)
            yield block

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        began = time.monotonic()
        asset = stack.upload("large.bin", blocks(), size)
        up = time.monotonic() - began
        check(asset["sha256"] == hashed.hexdigest(), "the same bytes arrived")
        began = time.monotonic()
        received = hashlib.sha256()
        connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=300)
        connection.request("GET", f"/api/v1/assets/{asset['id']}/original", headers={"Authorization": f"Bearer {stack.key}"})
        answer = connection.getresponse()
        while block := answer.read(MIB):
            received.update(block)
        connection.close()
        down = time.monotonic() - began
        check(received.hexdigest() == hashed.hexdigest(), "the same bytes came back")
    finally:
        done.set()
        watcher.join()
    last = (size // BLOCK - 1) * BLOCK
    check(
        stack.request("GET", f"/api/v1/assets/{asset['id']}/original", headers={"Range": f"bytes={last}-{last + 7}"})[2]
        == (size // BLOCK - 1).to_bytes(8, "big"),
        "a range at its end",
    )
    grown = {service: peak[service] - rest[service] for service in GROWTH}
    for service, allowed in GROWTH.items():
        check(grown[service] < allowed, f"{service} grew by {grown[service] // MIB} MiB")
    return {
        "bytes": size,
        "upload_seconds": round(up, 1),
        "download_seconds": round(down, 1),
        "memory_mib": {service: {"rest": rest[service] // MIB, "peak": peak[service] // MIB} for service in GROWTH},
    }


def killed(stack: Stack, service: str, asset_id: str) -> float:
    """Seconds from SIGKILL of all that runs in the container until it is healthy again and the product works."""
    before = stack.containers(service)[0]
    # Not `docker kill`, after which Docker takes the container for stopped on purpose.
    subprocess.run(["docker", "exec", before["Id"], "sh", "-c", "kill -9 -1"], capture_output=True, check=False)
    began = time.monotonic()
    until(lambda: stack.containers(service)[0]["StartedAt"] != before["StartedAt"], f"{service} starts again", 60)
    until(lambda: stack.healthy(service), f"{service} is healthy again", 120)
    until(lambda: stack.finds("bird that gathers blue things", asset_id), f"the search works after the death of {service}", 60)
    seconds = round(time.monotonic() - began, 1)
    # Through all queues, so that a worker that does not come back is noticed.
    fresh = stack.upload_text(f"after-{service}.txt", f"Written after {service} was killed, {time.time()}.")
    until(lambda: stack.is_ready(fresh), f"a file becomes ready after the death of {service}")
    check(stack.request("GET", f"/api/v1/assets/{fresh}/original")[0] == 200, f"a download after the death of {service}")
    return seconds


def scaled(stack: Stack) -> "dict[str, Any]":
    stack.compose("up", "--detach", "--wait", "--no-recreate", "--scale", "worker-fast=3", "worker-fast")
    check(len(stack.containers("worker-fast")) == 3, "three workers")
    began = time.monotonic()
    ids = [stack.upload_text(f"many-{n}.txt", f"One of many, number {n}, {time.time()}.") for n in range(12)]
    until(lambda: all(stack.is_ready(each) for each in ids), "twelve files become ready")
    seconds = round(time.monotonic() - began, 1)
    stack.compose("up", "--detach", "--wait", "--no-recreate", "--scale", "worker-fast=1", "worker-fast")
    check(len(stack.containers("worker-fast")) == 1, "one worker")
    return {"workers": 3, "files": len(ids), "seconds": seconds}


def restarted(stack: Stack, asset_id: str) -> float:
    began = time.monotonic()
    stack.compose("restart")
    until(lambda: all(stack.healthy(service) for service in SERVICES), "all are healthy after a restart", 180)
    until(lambda: stack.finds("bird that gathers blue things", asset_id), "the search works after a restart")
    return round(time.monotonic() - began, 1)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--no-build", action="store_true", help="use the images that are there")
    options.add_argument("--keep", action="store_true", help="leave the containers running")
    options.add_argument("--large", type=int, default=1024, metavar="MIB", help="size of the large file (1024)")
    chosen = options.parse_args()
    report: dict[str, Any] = {"passed": False, "seconds": {}, "image_bytes": {}, "recovery_seconds": {}}
    with tempfile.TemporaryDirectory() as directory:
        env_file = Path(directory) / "env"
        subprocess.run(["sh", str(ROOT / "scripts" / "docker_env.sh"), str(env_file)], check=True, stdout=subprocess.DEVNULL)
        check(env_file.stat().st_mode & 0o777 == 0o600, "the secrets are their owner's alone")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        stack = Stack(env_file, port)
        began = time.monotonic()
        try:
            build_and_start(stack, report, build=not chosen.no_build)
            say("what is promised of the containers")
            hardened(stack)
            say("end to end")
            asset_id = end_to_end(stack)
            say("a large file")
            report["large_file"] = large_file(stack, chosen.large * MIB)
            for service in SERVICES:
                say(f"killing {service}")
                report["recovery_seconds"][service] = killed(stack, service, asset_id)
            say("scaling")
            report["scaling"] = scaled(stack)
            say("restarting")
            report["seconds"]["restart"] = restarted(stack, asset_id)
            report["passed"] = True
        except (AssertionError, subprocess.CalledProcessError, OSError) as error:
            report["error"] = f"{type(error).__name__}: {error}"
            say(report["error"])
            print(docker("ps", "--all", "--filter", f"label=com.docker.compose.project={PROJECT}"), file=sys.stderr)
        finally:
            if not chosen.keep:
                say("taking all down")
                stack.compose("down", "--volumes", "--remove-orphans")
                left = docker("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={PROJECT}").split()
                report["left_behind"] = len(left)
                report["passed"] = report["passed"] and not left
            report["seconds"]["all"] = round(time.monotonic() - began)
    print(json.dumps(report, indent=2))
    return 0 if report["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
