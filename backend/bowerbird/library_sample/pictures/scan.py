"""A page as a flat-bed scanner delivers it: grey, a little askew, with a shadow at the edge."""

import io

from PIL import Image, ImageDraw, ImageFont

from bowerbird.library_sample.markup import Page

WIDTH, HEIGHT, MARGIN = 1240, 1754, 130
"""A4 at 150 dots an inch."""
_SIZES = {"title": 54, "heading": 40, "paragraph": 32, "bullet": 32, "row": 30}


def scan(page: Page) -> bytes:
    """JPEG of the page."""
    image = Image.new("L", (WIDTH, HEIGHT), 246)
    draw = ImageDraw.Draw(image)
    y = MARGIN
    for block in page.blocks:
        size = _SIZES[block.kind]
        font = ImageFont.load_default(size)
        for line in _wrap(block.text or "   ".join(block.cells), font):
            draw.text((MARGIN, y), line, fill=40, font=font)
            y += size * 3 // 2
        y += 26
    draw.ellipse((880, 1330, 1120, 1570), outline=110, width=6)
    askew = image.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=232)
    ImageDraw.Draw(askew).rectangle((0, 0, 10, HEIGHT), fill=205)
    out = io.BytesIO()
    askew.save(out, "JPEG", quality=70)
    return out.getvalue()


def _wrap(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > WIDTH - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
