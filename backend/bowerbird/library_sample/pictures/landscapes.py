"""Landscapes of bands and gradients: sky, sea, hills."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from bowerbird.library_sample.pictures.canvas import Colour

SIZE = (1440, 960)
Pixels = npt.NDArray[np.float64]


def sunset_over_the_sea() -> Image.Image:
    width, height = SIZE
    horizon = 560
    pixels = np.concatenate([_gradient(horizon, (52, 60, 110), (248, 170, 96)), _gradient(height - horizon, (214, 140, 96), (28, 40, 70))])
    column = np.abs(np.arange(width) - 900)
    for row in range(horizon, height, 6):
        glint = column < 30 + (row - horizon) * 0.25 + 25 * np.sin(row * 0.7)
        pixels[row : row + 3, glint] = (255, 206, 130)
    image = _image(pixels)
    draw = ImageDraw.Draw(image)
    draw.ellipse((840, 450, 960, 570), fill=(255, 226, 150))
    image.paste(_image(pixels).crop((0, horizon, width, height)), (0, horizon))
    draw.polygon([(0, 600), (0, 500), (120, 470), (240, 520), (380, 560), (420, 600)], fill=(40, 38, 52))
    draw.rectangle((150, 380, 176, 490), fill=(220, 214, 206))
    draw.polygon([(146, 380), (163, 350), (180, 380)], fill=(150, 50, 44))
    return image


def mountains() -> Image.Image:
    image = _image(_gradient(SIZE[1], (120, 170, 220), (236, 240, 240)))
    draw = ImageDraw.Draw(image)
    ridges: list[tuple[int, int, Colour]] = [
        (330, 150, (132, 150, 176)),
        (450, 120, (92, 118, 138)),
        (600, 90, (66, 98, 88)),
        (740, 60, (62, 104, 62)),
    ]
    for base, swing, colour in ridges:
        draw.polygon([(0, SIZE[1]), *_ridge(base, swing), (SIZE[0], SIZE[1])], fill=colour)
    draw.rectangle((980, 700, 1100, 780), fill=(112, 76, 50))
    draw.polygon([(964, 704), (1040, 640), (1116, 704)], fill=(150, 60, 48))
    draw.rectangle((1024, 730, 1056, 780), fill=(60, 42, 32))
    return image


def harbour_in_fog() -> Image.Image:
    image = _image(_gradient(SIZE[1], (206, 212, 214), (150, 164, 168)))
    draw = ImageDraw.Draw(image)
    for x, tall in ((240, 330), (430, 260), (700, 380), (980, 240), (1180, 300)):
        grey = 120 + x // 20
        draw.line((x, 640, x, 640 - tall), fill=(grey, grey, grey + 4), width=7)
        draw.polygon([(x - 110, 640), (x + 120, 640), (x + 80, 700), (x - 80, 700)], fill=(grey - 16, grey - 10, grey - 6))
        draw.line((x, 640 - tall, x + 110, 630), fill=(grey + 20, grey + 20, grey + 20), width=3)
    return image.filter(ImageFilter.GaussianBlur(5))


def vegetable_beds() -> Image.Image:
    image = _image(_gradient(SIZE[1], (150, 196, 232), (120, 92, 60)))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 420, SIZE[0], SIZE[1]), fill=(112, 84, 58))
    for row, y in enumerate(range(450, 960, 70)):
        step = 26 + row * 9
        for x in range(step // 2 + row * 13 % step, SIZE[0], step):
            size = 8 + row * 4
            colour = ((74, 132, 60), (150, 176, 70), (110, 60, 90))[row % 3]
            draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)
            draw.ellipse((x - size // 2, y - size, x + size // 2, y), fill=tuple(min(255, part + 26) for part in colour))
    draw.rectangle((1080, 250, 1330, 430), fill=(186, 214, 216), outline=(90, 100, 100), width=6)
    draw.polygon([(1070, 252), (1205, 150), (1340, 252)], fill=(206, 226, 228), outline=(90, 100, 100))
    return image


def _gradient(rows: int, top: Colour, bottom: Colour) -> Pixels:
    share = np.linspace(0, 1, rows)[:, None, None]
    band = np.array(top) * (1 - share) + np.array(bottom) * share
    return np.repeat(band, SIZE[0], axis=1)


def _ridge(base: int, swing: int) -> list[tuple[int, int]]:
    return [(x, int(base - swing * (np.sin(x / 170 + base) + 0.5 * np.sin(x / 61 + 2 * base)))) for x in range(0, SIZE[0] + 1, 12)]


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(pixels.round().clip(0, 255).astype(np.uint8), "RGB")
