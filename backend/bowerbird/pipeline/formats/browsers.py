"""Whether browsers play a recording as it is: what Chrome, Firefox and Safari of the last years all do, without codecs of the system."""

from av.container import InputContainer

from bowerbird.pipeline.formats import media

_BY_CONTAINER = {
    "mov": (frozenset({"h264", "av1", "vp9"}), frozenset({"aac", "mp3", "opus", "flac"})),
    "webm": (frozenset({"vp8", "vp9", "av1"}), frozenset({"vorbis", "opus"})),
    "mp3": (frozenset[str](), frozenset({"mp3"})),
    "aac": (frozenset[str](), frozenset({"aac"})),
    "flac": (frozenset[str](), frozenset({"flac"})),
    "wav": (frozenset[str](), frozenset({"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"})),
    "ogg": (frozenset[str](), frozenset({"vorbis", "opus", "flac"})),
}
"""(video codecs, audio codecs)"""
_EIGHT_BITS = frozenset({"yuv420p", "yuvj420p"})
_TEN_BITS = frozenset({"yuv420p10le"})
_OFTEN_DEEP = frozenset({"av1", "vp9"})


def plays(container: InputContainer) -> bool:
    name = container.format.name.partition(",")[0]
    if name == "matroska":
        name = "webm" if _is_webm(container) else name
    codecs = _BY_CONTAINER.get(name)
    if codecs is None:
        return False
    film, sound = media.film(container), media.sound(container)
    if film is not None:
        codec, pixels = film.codec_context.codec.canonical_name, film.codec_context.pix_fmt
        deep = codec in _OFTEN_DEEP and pixels in _TEN_BITS
        if codec not in codecs[0] or not (pixels in _EIGHT_BITS or deep):
            return False
    return sound is None or sound.codec_context.codec.canonical_name in codecs[1]


def _is_webm(container: InputContainer) -> bool:
    """Matroska with nothing in it that WebM does not have; browsers go by that and not by the name in the header."""
    films, sounds = _BY_CONTAINER["webm"]
    return all(
        stream.codec_context is not None and stream.codec_context.codec.canonical_name in films | sounds
        for stream in [*container.streams.video, *container.streams.audio]
        if not media.is_cover(stream)
    )
