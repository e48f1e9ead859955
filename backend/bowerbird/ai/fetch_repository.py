"""A model that models.toml does not know, by its name on the hub: the files are those that the hub names at one commit, and whole by the hub's own SHA-256.

The hub answers HEAD of a large file with its size and SHA-256 (`X-Linked-Size`, `X-Linked-ETag`, as git-lfs knows them), and each answer with the commit
(`X-Repo-Commit`). Small files have no SHA-256; https vouches for them.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path

import httpx

from bowerbird.ai.fetch_hub import MAX_REDIRECTS, TIMEOUT, download, must_be_private
from bowerbird.ai.placing import SourceError, place
from bowerbird.ai.registry import ModelFile

SMALL_BYTES = 64 * 1024 * 1024
LARGEST_BYTES = 8 * 1024**3
_SHA256 = re.compile(r"[0-9a-f]{64}")


def fetch_repository(repo: str, files: Sequence[str], target: Path, hub_url: str, *, optional: Sequence[str] = ()) -> None:
    """Put `files`, and those of `optional` that there are, into `target`; the largest last, so that a folder with it is complete. Raises SourceError."""
    base = f"{hub_url.rstrip('/')}/{repo}/resolve"
    revision = "main"
    found: list[tuple[httpx.URL, str, httpx.Headers]] = []
    with httpx.Client(follow_redirects=False, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"}) as client:
        try:
            for path in (*files, *optional):
                url = httpx.URL(f"{base}/{revision}/{path}")
                headers = _head(client, url)
                if headers is None:
                    if path in optional:
                        continue
                    raise SourceError(f"{repo} has no {path} on the hub")
                commit = headers.get("X-Repo-Commit", "")
                revision = commit if re.fullmatch(r"[0-9a-f]{40}", commit) else revision
                found.append((httpx.URL(f"{base}/{revision}/{path}"), path, headers))
            for url, path, headers in sorted(found, key=lambda each: _size(each[2])):
                _fetch(client, url, path, headers, target)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceError(f"{type(error).__name__}: {error}") from None


def _head(client: httpx.Client, url: httpx.URL) -> httpx.Headers | None:
    """Of the hub's own answer: the store that it redirects to knows nothing of hashes. None where there is no such file."""
    for _ in range(MAX_REDIRECTS + 1):
        must_be_private(url)
        response = client.head(url)
        if response.is_redirect and "X-Linked-ETag" not in response.headers:
            url = url.join(response.headers["location"])
            continue
        if response.status_code in {401, 404}:  # 401: also what a hub says of what does not exist
            return None
        if response.status_code >= 400:
            raise SourceError(f"{url.host} answered {response.status_code}")
        return response.headers
    raise SourceError(f"more than {MAX_REDIRECTS} redirects for {url.path}")


def _size(headers: httpx.Headers) -> int:
    said = headers.get("X-Linked-Size") or headers.get("Content-Length") or ""
    return int(said) if said.isdigit() else 0


def _fetch(client: httpx.Client, url: httpx.URL, path: str, headers: httpx.Headers, target: Path) -> None:
    size, digest = _size(headers), headers.get("X-Linked-ETag", "").strip('"')
    if size > LARGEST_BYTES:
        raise SourceError(f"{path} has {size:,} bytes; more than {LARGEST_BYTES:,} are not fetched")
    if _SHA256.fullmatch(digest):
        file = ModelFile(path=path, size=size, sha256=digest)
        if not file.is_whole(target / path):
            download(client, url, file, target)
        return
    data = _small(client, url, path)
    place(io.BytesIO(data), ModelFile(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest()), target)


def _small(client: httpx.Client, url: httpx.URL, path: str) -> bytes:
    for _ in range(MAX_REDIRECTS + 1):
        must_be_private(url)
        with client.stream("GET", url) as response:
            if response.is_redirect:
                url = url.join(response.headers["location"])
                continue
            response.raise_for_status()
            data = bytearray()
            for chunk in response.iter_raw():
                data += chunk
                if len(data) > SMALL_BYTES:
                    raise SourceError(f"{path} has more than {SMALL_BYTES:,} bytes, and the hub does not say which")
            return bytes(data)
    raise SourceError(f"more than {MAX_REDIRECTS} redirects for {path}")
