"""Pages of many looks whose text is known: fonts, columns, small print, a table, a receipt, a dark screenshot, German, French."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bowerbird.ai.contracts import Picture

ENGLISH = (
    "Bowerbirds build and decorate their bowers with great care. Each male collects berries, flowers, bottle caps and pieces of glass, and arranges them by colour.",
    "The females visit several bowers before they choose. A neighbour may steal the finest objects, so the owner rarely leaves for more than a few minutes.",
    "In the autumn of 1958 three researchers measured 47 bowers near the river; twelve of them faced north, and none was farther than 900 metres from water.",
    "What looks like waste to us is treasure to them: plastic straws, clothes pegs, toothbrushes. Nobody knows why blue is worth more than any other colour.",
)
GERMAN = (
    "Laubenvögel bauen und schmücken ihre Lauben mit großer Sorgfalt. Jedes Männchen sammelt Beeren, Blüten und Glasstücke und ordnet sie nach Farben.",
    "Die Weibchen besuchen mehrere Lauben, bevor sie wählen. Ein Nachbar könnte die schönsten Stücke stehlen, deshalb bleibt der Besitzer höchstens kurz fort.",
    "Im Herbst 1958 vermaßen drei Forscher 47 Lauben am Fluss; zwölf davon öffneten sich nach Norden, und keine lag weiter als 900 Meter vom Wasser entfernt.",
)
FRENCH = (
    "Les jardiniers construisent et décorent leurs tonnelles avec beaucoup de soin. Chaque mâle récolte des baies, des fleurs, des capsules et des éclats de verre.",
    "Les femelles visitent plusieurs tonnelles avant de choisir. Un voisin pourrait dérober les plus beaux objets, le propriétaire ne s'éloigne donc guère.",
    "À l'automne 1958, trois chercheurs ont mesuré 47 tonnelles près de la rivière; douze étaient tournées vers le nord, à moins de 900 mètres de l'eau.",
)
_ROWS = [
    ("Bottle cap", "blue", "14", "0.35"),
    ("Clothes peg", "green", "3", "1.20"),
    ("Drinking straw", "white", "28", "0.05"),
    ("Glass bead", "blue", "112", "0.75"),
]
_FONTS = {
    "serif": ("LiberationSerif-Regular.ttf", "DejaVuSerif.ttf", "Times New Roman.ttf"),
    "sans": ("LiberationSans-Regular.ttf", "DejaVuSans.ttf", "Arial.ttf"),
    "mono": ("LiberationMono-Regular.ttf", "DejaVuSansMono.ttf", "Courier New.ttf"),
}
_FOLDERS = (Path("/usr/share/fonts"), Path("/Library/Fonts"), Path("/System/Library/Fonts"))
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class MadePage:
    name: str
    picture: Picture
    text: str
    screen: bool = False
    """It is never on paper."""


def made_pages(*, dpi: int) -> Iterator[MadePage]:
    a4 = round(8.27 * dpi), round(11.69 * dpi)
    for look in _FONTS:
        yield _prose(f"{look}, 11 points", ENGLISH, a4, _font(look, 11, dpi))
    yield _prose("two columns, 9 points", ENGLISH, a4, _font("serif", 9, dpi), columns=2)
    yield _prose("small print, 6 points", ENGLISH, a4, _font("sans", 6, dpi), paragraphs=16)
    yield _table(a4, _font("sans", 10, dpi))
    yield _receipt(dpi, _font("mono", 9, dpi))
    yield _prose("German, 11 points", GERMAN, a4, _font("serif", 11, dpi))
    yield _prose("French, 11 points", FRENCH, a4, _font("serif", 11, dpi))
    yield _screenshot()


def _font(look: str, points: float, dpi: int) -> Font:
    return _font_of(look, round(points * dpi / 72))


def _font_of(look: str, pixels: int) -> Font:
    for name in _FONTS[look]:
        for folder in _FOLDERS:
            if found := next(folder.rglob(name), None):
                return ImageFont.truetype(found, pixels)
    return ImageFont.load_default(pixels)


def _prose(name: str, texts: tuple[str, ...], size: tuple[int, int], font: Font, *, columns: int = 1, paragraphs: int = 8) -> MadePage:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    margin, gap = size[0] // 9, size[0] // 24
    width = (size[0] - 2 * margin - gap * (columns - 1)) // columns
    order = random.Random(7).choices(texts, k=paragraphs)
    said = []
    for column in range(columns):
        y = float(margin)
        for text in order[column::columns]:
            lines = _wrapped(text, font, width)
            for line in lines:
                draw.text((margin + column * (width + gap), y), line, fill="black", font=font)
                y += _height(font) * 1.3
            said.append(" ".join(lines))
            y += _height(font) * 0.7
    return MadePage(name, np.asarray(image), "\n".join(said))


def _table(size: tuple[int, int], font: Font) -> MadePage:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    left, step, height = size[0] // 9, size[0] // 5, _height(font) * 2
    rows = [("Thing", "Colour", "Count", "Price"), *_ROWS * 6]
    for number, row in enumerate(rows):
        y = left + number * height
        for column, cell in enumerate(row):
            draw.rectangle((left + column * step, y, left + (column + 1) * step, y + height), outline="black", width=2)
            draw.text((left + column * step + 12, y + height * 0.2), cell, fill="black", font=font)
    return MadePage("table with rules", np.asarray(image), "\n".join(" ".join(row) for row in rows))


def _receipt(dpi: int, font: Font) -> MadePage:
    lines = ["THE BLUE BOWER", "Garden Road 12", "", *(f"{count:>3} {name:<16}{price:>7}" for name, _, count, price in _ROWS * 3)]
    lines += ["-" * 27, "TOTAL               $101.97", "CASH                $110.00", "Thank you for your visit"]
    image = Image.new("RGB", (round(3.2 * dpi), round(_height(font) * 1.5 * (len(lines) + 4))), (246, 244, 238))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((dpi // 6, _height(font) * 1.5 * (number + 2)), line, fill=(40, 40, 46), font=font)
    return MadePage("receipt", np.asarray(image), "\n".join(lines))


def _screenshot() -> MadePage:
    image = Image.new("RGB", (1440, 900), (30, 32, 38))
    draw = ImageDraw.Draw(image)
    title, font = _font_of("sans", 28), _font_of("sans", 17)
    draw.rectangle((0, 0, 1440, 60), fill=(44, 48, 60))
    draw.text((40, 12), "Settings of the library", fill=(235, 235, 240), font=title)
    said, y = ["Settings of the library"], 100
    for text in ENGLISH:
        for line in _wrapped(text, font, 1200):
            draw.text((40, y), line, fill=(206, 210, 220), font=font)
            said.append(line)
            y += 30
        y += 30
    return MadePage("dark screenshot", np.asarray(image), "\n".join(said), screen=True)


def _height(font: Font) -> float:
    return font.getbbox("Hg")[3]


def _wrapped(text: str, font: Font, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
