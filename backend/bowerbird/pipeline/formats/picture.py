"""Pictures: opened within bounds, turned upright, in sRGB on an opaque ground, and no larger than asked for. By Pillow; HEIC through its plugin pi-heif, icons by
icon.py, drawings by svg.py, RAW by raw.py."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pi_heif
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.colour_space import adobe_rgb_to_srgb, is_adobe_rgb
from bowerbird.pipeline.formats.icon import is_icon, open_icon
from bowerbird.pipeline.formats.raw import RawPhoto
from bowerbird.pipeline.formats.svg import Drawing
from bowerbird.settings import get_settings

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "DIB", "TIFF", "AVIF", "JPEG2000", "PPM", "HEIF", "PSD", "TGA")
"""Formats whose Pillow decoders are exercised by fuzzing or by everybody; the many old ones are left out. Of Photoshop the merged picture."""
ORIENTATION = 0x0112
TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
DECODE_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, ZeroDivisionError, OverflowError, RuntimeError)
"""What Pillow raises on broken files, by its own tests."""
WHOLE_PIXELS = 16_000_000
"""A quarter of a second of decoding."""
_FEW_OF_16_BITS = 4096
"""Microscopes, thermal cameras and X-ray devices use so few of the values, the rest is headroom: shown as they are, their pictures would be black."""
_SRGB = ImageCms.createProfile("sRGB")
LIGHT_GROUND, DARK_GROUND = (255, 255, 255), (32, 33, 36)

# The bound is checked below against the settings, before a pixel is decoded.
Image.MAX_IMAGE_PIXELS = None
Image.init()
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


@contextmanager
def open_picture(path: Path, form: str = "picture", *, page: int = 1) -> Iterator[Image.Image]:
    """The picture with its header read and no pixel decoded. `form` is its Reader; a `drawing` comes drawn, a `raw` photo as its preview. `page` is that of
    a TIFF, 1-based. Raises StageError `corrupt`, `unsupported` or `too_large`."""
    if form == "drawing":
        yield Drawing(path).rasterise()
    elif form == "raw":
        with closing(RawPhoto(path)) as photo, photo.picture() as image:
            yield _bounded(image)
    else:
        try:
            opened = _open(path)
        except UnidentifiedImageError:
            raise _unopened(path) from None
        with opened:
            _to_page(opened, page)
            yield _bounded(opened)


def _unopened(path: Path) -> StageError:
    with path.open("rb") as file:
        if file.read(4) == b"8BPS":  # well made, most likely: more than 8 bits a channel, or a large document (PSB)
            return StageError(
                "Bowerbird cannot read this kind of Photoshop file yet; it is kept and found by its name.", code="unsupported"
            )
    return StageError("This picture is damaged, or of a kind that Bowerbird cannot read.", code="corrupt")


def _to_page(image: Image.Image, page: int) -> None:
    """To the page of a TIFF; of other formats the picture that they call theirs (HEIF) or their first frame is taken."""
    if page == 1:
        return
    try:
        image.seek(page - 1)
    except DECODE_ERRORS:
        raise StageError(f"Page {page} of this picture is damaged.", code="corrupt") from None


def _bounded(image: Image.Image) -> Image.Image:
    limit = get_settings().limits.pixels
    pixels = image.width * image.height
    if pixels > limit:
        raise StageError(
            f"This picture has {pixels / 1e6:,.0f} million pixels; up to {limit / 1e6:,.0f} million can be read.", code="too_large"
        )
    if pixels == 0:
        raise StageError("This picture has no pixels.", code="corrupt")
    return image


def _open(path: Path) -> Image.Image:
    with path.open("rb") as file:
        icon = is_icon(file.read(6))
    try:
        if icon:
            return open_icon(path)
        return Image.open(path, formats=FORMATS)
    except UnidentifiedImageError:
        raise
    except DECODE_ERRORS:
        if icon:
            raise UnidentifiedImageError from None
        # A broken or huge text chunk must not cost the picture.
        with _tolerant():
            try:
                return Image.open(path, formats=FORMATS)
            except DECODE_ERRORS:
                raise UnidentifiedImageError from None


@contextmanager
def _tolerant() -> Iterator[None]:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


@dataclass(frozen=True, slots=True)
class Upright:
    image: Image.Image
    """RGB."""
    damaged: bool
    """Part of the picture could not be decoded."""


def orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except DECODE_ERRORS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def displayed_size(image: Image.Image) -> tuple[int, int]:
    """(width, height) after orientation, in square pixels."""
    width, height = _square_size(image)
    return (height, width) if orientation(image) >= 5 else (width, height)


def _square_size(image: Image.Image) -> tuple[int, int]:
    """(width, height) with pixels as high as wide. Those of a fax in its coarse mode are twice as high (ITU-T T.4: 204 x 98 to the inch)."""
    width, height = image.size
    if image.mode != "1" or width * height > WHOLE_PIXELS:
        return width, height
    try:
        across, down = image.info["dpi"]
        ratio = float(across) / float(down)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return width, height
    return (width, round(height * ratio)) if 1.5 < ratio < 2.5 else (width, height)


def load_whole(image: Image.Image, side: int) -> bool:
    """Decode; whether it is damaged. Every pixel, except of a JPEG beyond WHOLE_PIXELS, of which the decoder makes a smaller one by itself."""
    if image.width * image.height > WHOLE_PIXELS:
        image.draft(image.mode, (side, side))
    return load(image)


def load_upright(image: Image.Image, side: int) -> Upright:
    """The first frame, its longer side at most `side` pixels. Memory peaks at the decoded picture, for JPEG at a fraction of it."""
    turn = orientation(image)
    profile = image.info.get("icc_profile")
    wide = not profile and is_adobe_rgb(image)
    image.draft(image.mode, (side, side))
    damaged = load(image)
    square = _square_size(image)
    small = _shrink(image if square == image.size else image.convert("L").resize(square), side)
    small = _to_rgb(small, profile)
    if wide:
        small = adobe_rgb_to_srgb(small)
    if turn in TRANSPOSE:
        small = small.transpose(TRANSPOSE[turn])
    return Upright(small, damaged)


def load(image: Image.Image) -> bool:
    """Decode; whether it is damaged. Raises StageError `corrupt` where nothing can be decoded, `too_large` where memory does not suffice."""
    try:
        image.load()
    except MemoryError:
        raise StageError("This picture is too large to decode.", code="too_large") from None
    except DECODE_ERRORS:
        with _tolerant():
            try:
                image.load()
            except DECODE_ERRORS:
                raise StageError("This picture is damaged and cannot be decoded.", code="corrupt") from None
        return True
    return False


def _shrink(image: Image.Image, side: int) -> Image.Image:
    """8 bits a channel, at most `side` pixels long. Modes that cannot be averaged are widened first."""
    image = plain_alpha(image)
    if is_deep(image):
        image = _eight_bits(image)
    elif image.mode == "1":
        image = image.convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in {"L", "RGB", "CMYK", "LAB"}:
        image = image.convert("RGB")
    if max(image.size) > side:
        image = image.copy() if image.im is None else image
        image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def is_deep(image: Image.Image) -> bool:
    """Whether its values have more than 8 bits. Pillow would cut them off at 255."""
    return image.mode.startswith("I;16") or image.mode in {"I", "F"}


def plain_alpha(image: Image.Image) -> Image.Image:
    """Grey that was multiplied with its alpha (TIFF), which Pillow turns into nothing but grey with alpha beside it."""
    return image.convert("LA") if image.mode == "La" else image


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image)
    if values.dtype.itemsize == 2 and not 0 < np.ptp(values) < _FEW_OF_16_BITS:
        return Image.fromarray((values >> 8).astype(np.uint8))
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if values.dtype.kind == "i" and low >= 0 and high <= 65_535:
        low, high = 0.0, 65_535.0 if high > 255 else 255.0
    scaled = (np.nan_to_num(values.astype(np.float32)) - low) * (255.0 / max(high - low, 1e-9))
    return Image.fromarray(scaled.clip(0, 255).astype(np.uint8))


def _to_rgb(image: Image.Image, profile: object) -> Image.Image:
    """sRGB by the embedded profile, where it is sound and fits the picture; transparency laid on a ground."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if image.mode == "RGBA" else image
    if isinstance(profile, bytes) and profile:
        try:
            embedded = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(colours, embedded, _SRGB, outputMode="RGB")
            colours = converted if converted is not None else colours
        except (ImageCms.PyCMSError, *DECODE_ERRORS):
            pass
    colours = colours.convert("RGB")
    return colours if alpha is None else _on_ground(colours, alpha)


def _on_ground(colours: Image.Image, alpha: Image.Image) -> Image.Image:
    """Light drawings on a dark ground, all others on a light one, so that a white logo does not vanish."""
    weights = np.asarray(alpha, dtype=np.float32)
    brightness = np.asarray(ImageOps.grayscale(colours), dtype=np.float32)
    visible = float(weights.sum())
    if visible == 0 and not is_flat(colours):  # written by programs that leave the fourth channel empty
        return colours
    light = visible > 0 and float((brightness * weights).sum()) / visible > 200 and float((weights < 128).mean()) > 0.2
    ground = Image.new("RGB", colours.size, DARK_GROUND if light else LIGHT_GROUND)
    ground.paste(colours, mask=alpha)
    return ground


def is_flat(image: Image.Image) -> bool:
    """Whether all its pixels have one colour."""
    pixels = np.asarray(image)
    return bool((pixels == pixels[0, 0]).all())


def to_webp(image: Image.Image, *, quality: int = 80) -> bytes:
    """The pixels alone. Pillow would write the profile, the comments, and in some formats the Exif and XMP that the picture came with: a colour space it
    is no longer in, and where and by whom it was taken."""
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=4, icc_profile=b"", exif=b"", xmp=b"")
    return buffer.getvalue()
