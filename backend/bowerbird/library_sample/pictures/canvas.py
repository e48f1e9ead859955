"""Drawing with the font that Pillow carries, so that a picture looks the same on every machine."""

from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
INK: Colour = (38, 40, 46)
PAPER: Colour = (250, 247, 240)
GREEN: Colour = (58, 110, 72)
RED: Colour = (176, 58, 46)
BLUE: Colour = (44, 82, 130)
OCHRE: Colour = (204, 150, 52)


class Canvas:
    def __init__(self, width: int, height: int, background: Colour = PAPER) -> None:
        self.image = Image.new("RGB", (width, height), background)
        self.draw = ImageDraw.Draw(self.image)

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    def text(self, x: float, y: float, words: str, size: int, colour: Colour = INK, *, anchor: str = "la") -> None:
        """`anchor` as in Pillow: `la` left and top, `ma` middle and top, `ra` right and top."""
        self.draw.text((x, y), words, fill=colour, font=ImageFont.load_default(size), anchor=anchor)

    def centred(self, y: float, words: str, size: int, colour: Colour = INK) -> None:
        self.text(self.width / 2, y, words, size, colour, anchor="ma")

    def lines(self, x: float, y: float, rows: Iterable[str], size: int, colour: Colour = INK, *, spacing: float = 1.5) -> float:
        """Returns the y below the last."""
        for row in rows:
            self.text(x, y, row, size, colour)
            y += size * spacing
        return y

    def frame(self, inset: int, colour: Colour, width: int) -> None:
        self.draw.rectangle((inset, inset, self.width - inset, self.height - inset), outline=colour, width=width)

    def rule(self, y: float, colour: Colour = INK, inset: int = 40) -> None:
        self.draw.line((inset, y, self.width - inset, y), fill=colour, width=2)
