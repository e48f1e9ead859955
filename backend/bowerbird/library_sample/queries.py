"""Searches to show with the sample library, and what must come first. The page they ask for uses other words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoQuery:
    text: str
    path: str
    """Of the file that must come first."""
    page: int | None
    """Of its best moment, where the file has pages."""
    shows: str


DEMO_QUERIES = (
    DemoQuery("how to protect young plants from snails", "garden/handbook.pdf", 3, "by meaning: the page speaks of slugs and seedlings"),
    DemoQuery(
        "the boiler has lost pressure, how do I refill it",
        "house/boiler-manual.pdf",
        4,
        "the right page of a manual, though it speaks of a gauge that has fallen",
    ),
    DemoQuery("how long does the warranty for the motor last", "house/washing-machine.pdf", 2, "a scanned page, read by OCR"),
)
