"""The containers, tested for real: `make compose-test`. Needs Docker with compose v2 and Python 3.9 or newer, nothing else.

Builds, starts and waits; uploads, searches, follows events and reads ranges through nginx; has a file for each heavy reader read; cuts an upload off and goes
on with it; sends a file of 1 GiB and watches memory; kills each container;
scales workers; restarts all; backs up, destroys, restores, and compares every row and object; takes all down. A project, port and secrets of its own. Prints
progress to standard error and one JSON report to standard output.
"""

import argparse
import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compose_stack import MAKE_FILES, MIB, PROJECT, ROOT, Stack, check, docker, say, until

BLOCK = 256 * 1024
WORKING = ("web", "api", "worker-fast", "worker-heavy", "worker-ai", "scheduler")
SERVICES = (*WORKING, "redis", "minio", "db")
GROWTH = {"api": 200 * MIB, "web": 48 * MIB}
"""How much more memory than at rest a large upload may take: three parts of 8 MiB and the allocator's slack, whatever the file's size."""


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
    stack.compose("up", "--detach", "--wait", "--wait-timeout", "900")
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
    check(listening.wait(60), "the stream of events opens")
    text = "The bower bird collects blue bottle caps and arranges them before its bower.\n" * 20
    asset_id = stack.upload_text("bower.txt", text)
    check(seen.wait(60), "the upload is an event")
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


def every_kind(stack: Stack) -> "dict[str, Any]":
    """A file for each heavy reader, in containers that cannot write to their root: all become ready, are found by what is in them, and have their renditions."""
    stack.compose("exec", "-T", "api", "python", "-P", "-c", MAKE_FILES, "/var/lib/bowerbird/kinds")
    began = time.monotonic()
    stack.compose("exec", "-T", "-e", "BOWERBIRD_URL=http://127.0.0.1:8420", "-e", f"BOWERBIRD_API_KEY={stack.key}", "api",
                  "bowerbird", "import", "--wait", "/var/lib/bowerbird/kinds")  # fmt: skip
    seconds = round(time.monotonic() - began, 1)
    stack.compose("exec", "-T", "api", "rm", "-r", "/var/lib/bowerbird/kinds")
    ids = {each["name"]: each["id"] for each in stack.json("GET", "/assets?limit=100")["items"]}
    for query, name in (
        ("harbour office opens on Thursdays", "scan.pdf"),
        ("lanterns for sale", "notice.png"),
        ("sunflower seeds", "film.avi"),
        ("saffron", "weighed.docx"),
        ("letter.txt", "box.zip"),
    ):
        until(lambda query=query, name=name: stack.finds(query, ids[name]), f"{query!r} finds {name}", 120)
    for name, url, starts in (
        ("film.avi", "playback", b"\0\0\0"),
        ("film.avi", "sprite", b"RIFF"),
        ("film.avi", "preview", b"RIFF"),
        ("tone.wav", "waveform", b"{"),
        ("scan.pdf", "pages/1", b"RIFF"),
    ):
        status, headers, body = stack.request("GET", f"/api/v1/assets/{ids[name]}/{url}")
        check(status == 200 and body.startswith(starts), f"{name}/{url}: {status} {body[:40]!r}")
        if url.startswith("pages/"):  # drawn, not stored: always whole
            continue
        status, headers, part = stack.request("GET", f"/api/v1/assets/{ids[name]}/{url}", headers={"Range": "bytes=2-5"})
        check((status, part) == (206, body[2:6]), f"a range of {name}/{url}: {status} {headers}")
    return {"files": len(ids), "seconds": seconds}


def resumed(stack: Stack, mib: int = 40) -> "dict[str, Any]":
    """An upload by tus over S3, cut off after five eighths: what arrived is kept, and the whole is the same bytes."""
    data = os.urandom(MIB) * mib
    began = time.monotonic()
    made = stack.upload_by_tus("resumed.bin", iter([data]), len(data), len(data) * 5 // 8)
    seconds = round(time.monotonic() - began, 1)
    status, headers, _ = stack.request("HEAD", f"/api/v1/assets/{made['id']}/original")
    check(status == 200 and headers["etag"] == f'"{hashlib.sha256(data).hexdigest()}"', f"the same bytes: {status} {headers}")
    return {"mib": mib, "kept_mib": made["kept"] // MIB, "seconds": seconds}


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
    until(lambda: stack.containers(service)[0]["StartedAt"] != before["StartedAt"], f"{service} starts again", 180)
    until(lambda: stack.healthy(service), f"{service} is healthy again", 300)
    until(lambda: stack.finds("bird that gathers blue things", asset_id), f"the search works after the death of {service}", 180)
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
    until(lambda: all(stack.healthy(service) for service in SERVICES), "all are healthy after a restart", 400)
    until(lambda: stack.finds("bird that gathers blue things", asset_id), "the search works after a restart")
    return round(time.monotonic() - began, 1)


def backed_up_and_restored(stack: Stack, asset_id: str, large: int) -> "dict[str, Any]":
    """A backup while all works, what is new once nothing does any more, every volume deleted, and the same rows and objects as before."""
    seconds: dict[str, float] = {}

    def timed(name: str, *command: str) -> str:
        began = time.monotonic()
        said = stack.tools(*command)
        seconds[name] = round(time.monotonic() - began, 1)
        return said

    timed("backup", "backup", "/backups/whole")
    stack.upload_text("last.txt", "Written after the first backup.")
    stack.compose("stop", *WORKING)
    rows, objects = stack.rows(), stack.objects()
    timed("backup_of_what_is_new", "backup", "/backups/whole")
    try:
        stack.tools("restore", "/backups/whole")
    except subprocess.CalledProcessError as refused:
        check("not empty" in refused.stderr, f"why: {refused.stderr[-400:]}")
    else:
        raise AssertionError("a restore replaced what was there, unasked")
    say("destroying and restoring")
    stack.compose("down", "--volumes", "--remove-orphans")
    timed("restore", "restore", "/backups/whole")
    after = stack.rows()
    check(
        after == rows,
        f"rows: { ({name: (rows.get(name), after.get(name)) for name in {*rows, *after} if rows.get(name) != after.get(name)}) }",
    )
    check(stack.objects() == objects, "the same objects, by their bytes")
    stack.compose("up", "--detach", "--wait", "--wait-timeout", "900")
    until(lambda: stack.finds("bird that gathers blue things", asset_id), "the search works after a restore")
    check(len(objects) > 20 and sum(int(each.split()[0]) for each in rows.values()) > 100, "there was something to compare")
    return {
        "seconds": seconds,
        "tables": len(rows),
        "rows": sum(int(each.split()[0]) for each in rows.values()),
        "objects": len(objects),
        "large_mib": large,
    }


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
        backups = Path(directory) / "backups"
        backups.mkdir()
        stack = Stack(env_file, port, backups)
        began = time.monotonic()
        try:
            build_and_start(stack, report, build=not chosen.no_build)
            say("what is promised of the containers")
            hardened(stack)
            say("end to end")
            asset_id = end_to_end(stack)
            say("every kind of file")
            report["kinds"] = every_kind(stack)
            say("an upload that is cut off and goes on")
            report["resumed"] = resumed(stack)
            say("a large file")
            report["large_file"] = large_file(stack, chosen.large * MIB)
            for service in SERVICES:
                say(f"killing {service}")
                report["recovery_seconds"][service] = killed(stack, service, asset_id)
            say("scaling")
            report["scaling"] = scaled(stack)
            say("restarting")
            report["seconds"]["restart"] = restarted(stack, asset_id)
            say("backing up")
            report["backup"] = backed_up_and_restored(stack, asset_id, chosen.large)
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
