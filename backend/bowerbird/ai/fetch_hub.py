"""Model files over HTTP from a model hub, resumable, never more bytes than models.toml names, never in the clear."""

import os
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

import httpx

from bowerbird.ai.placing import SourceError, accept
from bowerbird.ai.registry import HubSource, ModelFile

MAX_REDIRECTS = 5
TIMEOUT = httpx.Timeout(30.0)


def fetch_from_hub(source: HubSource, files: Sequence[ModelFile], target: Path, hub_url: str) -> None:
    """Download `files` into `target`. An interrupted download goes on where it stopped. Raises SourceError."""
    with httpx.Client(follow_redirects=False, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"}) as client:
        for file in files:
            url = f"{hub_url.rstrip('/')}/{source.repo}/resolve/{source.revision}/{source.paths[file.path]}"
            try:
                download(client, httpx.URL(url), file, target)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise SourceError(f"{type(error).__name__}: {error}") from None


def download(client: httpx.Client, url: httpx.URL, file: ModelFile, target: Path) -> None:
    """Raises SourceError, httpx.HTTPError."""
    final = target / file.path
    final.parent.mkdir(parents=True, exist_ok=True)
    part = final.with_name(f".{final.name}.download")
    for _ in range(MAX_REDIRECTS + 1):
        must_be_private(url)
        have = part.stat().st_size if part.exists() else 0
        if have >= file.size:
            part.unlink()
            have = 0
        with client.stream("GET", url, headers={"Range": f"bytes={have}-"} if have else {}) as response:
            if response.is_redirect:
                url = url.join(response.headers["location"])
                continue
            if response.status_code not in (200, 206):
                raise SourceError(f"{url.host} answered {response.status_code} for {file.path}")
            _append(response, part, have if response.status_code == 206 else 0, file)
        try:
            accept(part, file, final)
        finally:
            part.unlink(missing_ok=True)
        return
    raise SourceError(f"more than {MAX_REDIRECTS} redirects for {file.path}")


def _append(response: httpx.Response, part: Path, start: int, file: ModelFile) -> None:
    with part.open("r+b" if start else "wb") as output:
        output.seek(start)
        for chunk in response.iter_raw():
            if output.tell() + len(chunk) > file.size:
                output.truncate(0)  # not our file: nothing to go on with
                raise SourceError(f"{file.path} is larger than models.toml names ({file.size:,} bytes)")
            output.write(chunk)
        output.truncate()
        output.flush()
        os.fsync(output.fileno())


def must_be_private(url: httpx.URL) -> None:
    """https, except to this machine itself."""
    if url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host)):
        return
    raise SourceError(f"{url.scheme}://{url.host} is refused: models are fetched over https only")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
