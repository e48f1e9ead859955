"""Colours without a profile that are not sRGB all the same: cameras set to Adobe RGB say so in Exif alone (DCF 2.0: interoperability index R03)."""

import numpy as np
from PIL import Image

_EXIF_IFD, _INTEROPERABILITY_IFD, _INDEX, _COLOUR_SPACE = 0x8769, 0xA005, 1, 0xA001
_UNCALIBRATED, _ADOBE_RGB = 0xFFFF, 2
"""Of the tag ColorSpace; 2 is no value of the standard but written by some programs."""
_GAMMA = 563 / 256
# Adobe RGB (1998) to linear sRGB, both D65 (adobe.com/digitalimag/pdfs/AdobeRGB1998.pdf, IEC 61966-2-1).
_TO_SRGB = np.array([[1.3983557, -0.3983557, 0.0], [0.0, 1.0, 0.0], [0.0, -0.0429289, 1.0429289]], dtype=np.float32)
_STRIPE = 256


def is_adobe_rgb(image: Image.Image) -> bool:
    """By its Exif. For pictures without a profile."""
    if image.mode != "RGB":
        return False
    try:
        exif = image.getexif()
        space = exif.get_ifd(_EXIF_IFD).get(_COLOUR_SPACE)
        index = exif.get_ifd(_INTEROPERABILITY_IFD).get(_INDEX)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return False
    index = index.decode("ascii", "replace") if isinstance(index, bytes) else index
    return space == _ADOBE_RGB or (space == _UNCALIBRATED and isinstance(index, str) and index.startswith("R03"))


def adobe_rgb_to_srgb(image: Image.Image) -> Image.Image:
    """Stripe by stripe, so that memory stays that of the picture."""
    pixels = np.array(image.convert("RGB"))
    linear = np.power(np.arange(256, dtype=np.float32) / 255, _GAMMA)
    for top in range(0, pixels.shape[0], _STRIPE):
        light = np.clip(linear[pixels[top : top + _STRIPE]] @ _TO_SRGB.T, 0, 1)
        encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
        pixels[top : top + _STRIPE] = np.rint(encoded * 255).astype(np.uint8)
    return Image.fromarray(pixels)
