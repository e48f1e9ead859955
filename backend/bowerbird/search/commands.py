"""`bowerbird search QUERY`: the same search as in the browser, for terminals and scripts."""

import json
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from bowerbird.ops.client import ApiClient

SNIPPET = 240
"""Code points of a passage that are printed."""


def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases" and -exclusions.')],
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="At most so many files.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print the service's answer as it is.")] = False,
) -> None:
    """Find files by words and meaning."""
    with ApiClient() as client:
        answer = client.post("/search", payload={"query": query, "limit": limit})
    if as_json:
        typer.echo(json.dumps(answer, indent=2))
    else:
        show(answer, Console(highlight=False, soft_wrap=True))


def show(answer: dict[str, Any], console: Console) -> None:
    for place, item in enumerate(answer["items"], start=1):
        head = Text(f"{place}. ", style="dim").append(printable(item["asset"]["name"]), style="bold")
        for moment in item["moments"][:1]:
            head.append(where(item["asset"], moment["locator"]), style="cyan")
        if item["strength"] == "weak":
            head.append("  (weak)", style="dim")
        console.print(head)
        for moment in item["moments"][:1]:
            console.print(Text("   ").append_text(snippet(moment["text"], moment["highlights"])))
    more = "or more " if answer["total_relation"] == "gte" else ""
    total = answer["total"]
    console.print(
        Text(f"{total} {more}{'file' if total == 1 else 'files'} in {answer['took_ms']} ms" if total else "Nothing found.", style="dim")
    )
    for hint in answer["hints"]:
        console.print(Text(printable(hint["detail"]), style="yellow"))
    if "dense" in answer["degraded"]:
        console.print(Text("Searched by words and names only: the search by meaning is off.", style="yellow"))


def where(asset: dict[str, Any], locator: dict[str, Any]) -> str:
    """`, page 3`, or `, 1:02:03` into a recording; nothing of a picture, which is one page."""
    if "page" in locator:
        if asset["kind"] == "image" and (asset["page_count"] or 1) == 1:
            return ""
        return f", page {locator['page']}"
    if "start_ms" in locator:
        minutes, seconds = divmod(locator["start_ms"] // 1000, 60)
        hours, minutes = divmod(minutes, 60)
        return f", {hours}:{minutes:02}:{seconds:02}" if hours else f", {minutes}:{seconds:02}"
    return ""


def snippet(passage: str, highlights: Sequence[Sequence[int]]) -> Text:
    """A stretch of the passage that begins a little before the first mark, with the marks in bold."""
    first = highlights[0][0] if highlights else 0
    start = max(0, min(first - 40, len(passage) - SNIPPET))
    if start:
        start = passage.find(" ", start, first) + 1 or start
    end = start + SNIPPET
    text = Text("… " if start else "")
    position = start
    for left, right in [*highlights, (end, end)]:
        left, right = min(max(left, position), end), min(max(right, position), end)  # noqa: PLW2901
        text.append(printable(passage[position:left])).append(printable(passage[left:right]), style="bold yellow")
        position = right
    return text.append(" …" if end < len(passage) else "")


def printable(text: str) -> str:
    """Without control characters: what is written in a file must not steer the terminal."""
    return "".join(" " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character for character in text)
