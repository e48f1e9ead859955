"""A frame of a film as a picture: as displayed (rotation, shape of the pixels), one field of interlaced ones, high dynamic range brought to sRGB."""

from typing import Any

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from av.video.stream import VideoStream
from PIL import Image

_PQ, _HLG = 16, 18
"""SMPTE ST 2084 and ARIB STD-B67 in ITU-T H.273, table 3."""
_REFERENCE_WHITE, _PEAK = 203.0, 1000.0
"""cd/m2 of a white sheet in HDR (ITU-R BT.2408), and of the brightest that is kept apart from it."""
_TO_BT709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], dtype=np.float32)
"""From BT.2020 primaries (ITU-R BT.2087)."""


def displayed_size(stream: VideoStream, rotation: int) -> tuple[int, int]:
    """(width, height) with square pixels, after rotation."""
    context = stream.codec_context
    shape = stream.sample_aspect_ratio
    width, height = context.width, context.height
    if shape and 0.1 < shape < 10:
        width = max(1, round(width * shape))
    return (height, width) if rotation % 180 else (width, height)


def picture(frame: VideoFrame, stream: VideoStream, side: int) -> Image.Image:
    """RGB, its longer side at most `side` pixels; never larger than the frame."""
    rotation = frame.rotation
    width, height = displayed_size(stream, 0)
    scale = min(1.0, side / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if frame.color_trc in {_PQ, _HLG}:
        image = Image.fromarray(_tone_mapped(_pixels(frame, size, "rgb48le").astype(np.float32) / 65535.0, hlg=frame.color_trc == _HLG))
    elif frame.interlaced_frame and size[1] > frame.height // 2:
        whole = _pixels(frame, (frame.width, frame.height), "rgb24")
        image = Image.fromarray(whole[::2]).resize(size, Image.Resampling.BILINEAR)
    else:
        image = Image.fromarray(_pixels(frame, size, "rgb24"))
    return image.rotate(rotation, expand=True) if rotation % 360 else image


def is_dull(image: Image.Image) -> bool:
    """Whether there is next to nothing to see: black, white, one colour."""
    return detail(image) < 10


def detail(image: Image.Image) -> float:
    """Standard deviation of the brightness, 0..128."""
    return float(np.asarray(image.convert("L").resize((64, 64), Image.Resampling.BOX), dtype=np.float32).std())


def _pixels(frame: VideoFrame, size: tuple[int, int], layout: str) -> npt.NDArray[Any]:
    # PyAV starts a scaler's threads anew for each frame; on a busy machine they keep 30 to 120 MiB among them, and small frames gain nothing.
    converted = frame.reformat(width=size[0], height=size[1], format=layout, interpolation=Interpolation.AREA, threads=1)
    return converted.to_ndarray()


def _tone_mapped(signal: npt.NDArray[np.float32], *, hlg: bool) -> npt.NDArray[np.uint8]:
    """BT.2100 signal in 0..1 in, 8-bit sRGB out: the curve of Reinhard, Stark, Shirley and Ferwerda (2002) with a white point, on the luminance."""
    nits = _hlg_nits(signal) if hlg else _pq_nits(signal)
    linear = np.maximum((nits / _REFERENCE_WHITE) @ _TO_BT709.T, 0)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    white = _PEAK / _REFERENCE_WHITE
    mapped = linear * ((1 + luminance / white**2) / (1 + luminance))[..., None] * 1.25
    srgb = np.where(mapped <= 0.0031308, 12.92 * mapped, 1.055 * np.maximum(mapped, 1e-6) ** (1 / 2.4) - 0.055)
    return np.asarray(srgb.clip(0, 1) * 255 + 0.5, dtype=np.uint8)


def _pq_nits(signal: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    powered = signal ** (1 / 78.84375)
    ratio = np.maximum(powered - 0.8359375, 0) / (18.8515625 - 18.6875 * powered)
    return np.asarray(10_000 * ratio ** (1 / 0.1593017578125), dtype=np.float32)


def _hlg_nits(signal: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    return np.asarray(_PEAK * scene**1.2, dtype=np.float32)
