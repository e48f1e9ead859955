"""Every file of the sample library: where it lies, when it was last changed, and how it is made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from bowerbird.library_sample.markup import parse, title
from bowerbird.library_sample.pdf import write_pdf
from bowerbird.library_sample.pictures import landscapes, papers
from bowerbird.library_sample.pictures.saving import Shot, save
from bowerbird.library_sample.pictures.scan import scan
from bowerbird.library_sample.speech import MESSAGE, speak
from bowerbird.library_sample.word import write_docx

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class SampleFile:
    path: str
    modified: datetime
    make: Callable[[], bytes | None]
    """None where this machine lacks what the file needs."""


_DOCUMENTS = {
    "garden/minutes-2022-03.txt": "2022-03-13 19:20",
    "garden/minutes-2023-10.txt": "2023-10-08 17:05",
    "garden/sowing-calendar.md": "2023-01-29 11:40",
    "garden/compost-notes.md": "2022-11-20 10:15",
    "garden/newsletter-summer-2023.html": "2023-06-30 21:10",
    "garden/handbook.pdf": "2024-02-10 14:00",
    "garden/annual-report-2023.pdf": "2024-01-28 16:30",
    "garden/rules.docx": "2024-02-24 20:45",
    "garden/seed-order.pdf": "2024-01-22 09:12",
    "workshop/bicycle-wheel.pdf": "2021-11-17 22:05",
    "workshop/hand-pump-repair.md": "2022-04-18 18:30",
    "workshop/long-case-clock.docx": "2023-05-26 15:50",
    "workshop/opening-hours.html": "2024-01-05 12:00",
    "workshop/kiln-log.txt": "2024-05-19 09:30",
    "kitchen/sourdough.md": "2021-02-06 08:25",
    "kitchen/rhubarb-cake.md": "2023-07-02 16:10",
    "kitchen/quince-jelly.txt": "2022-10-16 19:00",
    "kitchen/winter-soups.html": "2022-12-04 18:45",
    "journeys/tern-island-diary.txt": "2023-06-20 21:30",
    "journeys/packing-list.md": "2024-08-25 20:00",
    "journeys/night-train.docx": "2024-07-14 13:20",
    "journeys/lost-suitcase.txt": "2022-05-03 10:00",
    "house/boiler-manual.pdf": "2020-09-14 08:00",
    "house/washing-machine.pdf": "2021-11-19 18:15",
    "house/electricity-bill.pdf": "2024-01-31 07:45",
    "house/roof-insurance.txt": "2022-02-21 11:05",
    "house/moving-checklist.md": "2021-08-08 17:40",
    "house/well-water-test.pdf": "2025-03-19 14:35",
}

_ISLAND, _HUT, _BAY, _GARDEN = (54.4681, -8.6504), (46.5763, 7.9882), (54.2696, -8.4694), (54.2731, -8.4512)

_PICTURES: list[tuple[str, Callable[[], Image.Image], str, Shot | None]] = [
    ("garden/spring-fair-poster.jpg", papers.spring_fair_poster, "2024-03-18 20:00", None),
    ("garden/plot-map.png", papers.plot_map, "2022-01-16 15:00", None),
    ("garden/harvest-chart.png", papers.harvest_chart, "2025-01-12 11:30", None),
    ("garden/tomato-label.webp", papers.tomato_label, "2024-03-03 17:15", None),
    ("garden/beds-in-june.jpg", landscapes.vegetable_beds, "2024-06-09 08:12", Shot("2024:06:09 08:12:40", _GARDEN)),
    ("workshop/whiteboard.jpg", papers.whiteboard, "2023-11-14 21:02", Shot("2023:11:14 21:02:11", quarter_turns=3)),
    ("workshop/grinder-sign.png", papers.safety_sign, "2021-06-03 10:00", None),
    ("kitchen/harvest-supper.jpg", papers.menu_board, "2023-09-30 18:20", Shot("2023:09:30 18:20:05")),
    ("kitchen/jam-labels.png", papers.jam_labels, "2022-10-17 09:00", None),
    ("journeys/ferry-ticket.png", papers.ferry_ticket, "2023-05-29 12:10", None),
    ("journeys/train-ticket.webp", papers.train_ticket, "2024-07-15 08:40", None),
    ("journeys/luggage-tag.jpg", papers.luggage_tag, "2022-04-29 19:30", Shot("2022:04:29 19:30:22")),
    (
        "journeys/sunset-tern-island.jpg",
        landscapes.sunset_over_the_sea,
        "2023-06-17 22:10",
        Shot("2023:06:17 22:10:31", _ISLAND),
    ),
    ("journeys/glacier-hut.jpg", landscapes.mountains, "2024-09-11 12:44", Shot("2024:09:11 12:44:09", _HUT)),
    ("journeys/harbour-in-fog.jpg", landscapes.harbour_in_fog, "2023-06-16 09:31", Shot("2023:06:16 09:31:54", _BAY)),
    ("house/gas-meter.jpg", papers.gas_meter, "2021-09-01 09:05", Shot("2021:09:01 09:05:17")),
    ("house/hardware-receipt.jpg", papers.hardware_receipt, "2022-02-19 11:20", Shot("2022:02:19 11:20:48", quarter_turns=1)),
]


def sample_files() -> Iterator[SampleFile]:
    for path, modified in _DOCUMENTS.items():
        yield _document(path, _moment(modified))
    for path, draw, modified, shot in _PICTURES:
        yield _picture(path, draw, _moment(modified), shot)
    yield SampleFile("workshop/answering-machine.wav", _moment("2023-12-21 16:00"), lambda: speak(MESSAGE))


def _document(path: str, modified: datetime) -> SampleFile:
    suffix = Path(path).suffix
    if suffix in (".pdf", ".docx"):
        return SampleFile(path, modified, lambda: _set_in_type(path, modified))
    return SampleFile(path, modified, (TEXTS / path).read_bytes)


def _set_in_type(path: str, created: datetime) -> bytes:
    source = (TEXTS / f"{path}.md").read_text(encoding="utf-8")
    pages = parse(source)
    if path.endswith(".docx"):
        return write_docx(pages, title=title(source), created=created)
    scans = [scan(page) for page in pages if page.scanned]
    return write_pdf(pages, title=title(source), created=created, scans=scans)


def _picture(path: str, draw: Callable[[], Image.Image], modified: datetime, shot: Shot | None) -> SampleFile:
    return SampleFile(path, modified, lambda: save(draw(), Path(path).suffix, shot))


def _moment(written: str) -> datetime:
    return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
