"""XML from strangers: nothing outside of it is loaded, entities stay unresolved, and libxml2 bounds its depth (256) and its longest text (10 MB)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Literal

from lxml import etree

XML_ERRORS = (etree.XMLSyntaxError, ValueError)
"""What lxml raises on what is no XML."""


def iterate(source: Path | IO[bytes], tag: str | Sequence[str] | None = None) -> Iterator[tuple[str, "etree._Element"]]:
    """`start` and `end` events of all elements, or of those of these tags. The caller forgets what it has read. Raises XMLSyntaxError, OSError."""
    yield from etree.iterparse(
        str(source) if isinstance(source, Path) else source,
        events=("start", "end"),
        tag=tag,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )


def parse(data: bytes, *, entities: Literal["internal", False] = False, recover: bool = False) -> "etree._Element":
    """The root. `entities`: those that it declares itself may be resolved, within libxml2's bounds of what they grow to; `recover`: also of broken XML.
    Raises XML_ERRORS."""
    parser = etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=entities,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        recover=recover,
    )
    return etree.fromstring(data, parser)


def local(element: "etree._Element") -> str:
    """The name of an element without its namespace; empty for what is none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def forget(element: "etree._Element") -> None:
    """Give an element and what lies before it back to memory."""
    element.clear()
    while (earlier := element.getprevious()) is not None and (parent := element.getparent()) is not None:
        parent.remove(earlier)
