"""Camera RAW by LibRaw: the preview that the camera put in, else a quick development at half the size."""

from io import BytesIO
from pathlib import Path

import rawpy
from PIL import Image

from bowerbird.errors import StageError
from bowerbird.settings import get_settings

SMALLEST_PREVIEW = 500
"""Pixels of its longer side; smaller ones are made for the camera's own list and show too little."""
_TURN = {3: Image.Transpose.ROTATE_180, 5: Image.Transpose.ROTATE_90, 6: Image.Transpose.ROTATE_270}
_ORIENTATION = 0x0112
_FORMATS = ("JPEG",)
# LibRaw's own errors, and what its binding raises for arguments it cannot make sense of.
_ERRORS = (rawpy.LibRawError, rawpy.NotSupportedError, OSError, ValueError, RuntimeError)


class RawPhoto:
    """Raises StageError `corrupt`, `unsupported` or `too_large`."""

    def __init__(self, path: Path) -> None:
        self._raw = rawpy.RawPy()
        try:
            self._raw.open_file(str(path))
        except rawpy.LibRawFileUnsupportedError:
            raise StageError(
                "This camera's RAW format is not known here; the file is kept and found by its name.", code="unsupported"
            ) from None
        except _ERRORS:
            raise StageError("This RAW picture is damaged and cannot be opened.", code="corrupt") from None
        sizes = self._raw.sizes
        turned = sizes.flip in {5, 6}
        self.size = (sizes.height, sizes.width) if turned else (sizes.width, sizes.height)
        """(width, height) as displayed."""
        limit = get_settings().limits.pixels
        if self.size[0] * self.size[1] > limit:
            raise StageError(
                f"This picture has {self.size[0] * self.size[1] / 1e6:,.0f} million pixels, more than can be read.", code="too_large"
            )

    def close(self) -> None:
        self._raw.close()

    def picture(self) -> Image.Image:
        """Upright, as a picture that Pillow opened."""
        return self._preview() or self._developed()

    def _preview(self) -> Image.Image | None:
        try:
            thumb = self._raw.extract_thumb()
        except _ERRORS:
            return None
        if thumb.format == rawpy.ThumbFormat.BITMAP:
            image = Image.fromarray(thumb.data)  # type: ignore[arg-type]
        else:
            try:
                image = Image.open(BytesIO(bytes(thumb.data)), formats=_FORMATS)
            except (OSError, SyntaxError, ValueError):
                return None
        if max(image.size) < min(SMALLEST_PREVIEW, max(self.size)):
            return None
        # Some cameras write the turn into the preview as well, most only into the file.
        turn = _TURN.get(self._raw.sizes.flip)
        if (
            turn is not None
            and image.getexif().get(_ORIENTATION, 1) == 1
            and _lies(image.size) == _lies(self.size, turned=turn != _TURN[3])
        ):
            image = image.transpose(turn)
        return image

    def _developed(self) -> Image.Image:
        try:
            self._raw.unpack()
            pixels = self._raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8)
        except _ERRORS:
            raise StageError("This RAW picture is damaged and cannot be developed.", code="corrupt") from None
        return Image.fromarray(pixels)


def _lies(size: tuple[int, int], *, turned: bool = False) -> bool:
    """Whether it is wider than high, looked at from the side if `turned`."""
    return (size[0] < size[1]) if turned else (size[0] >= size[1])
