"""The handler of each stage. The worker refuses to start unless every stage of the graph has exactly one."""

from collections.abc import Mapping
from types import MappingProxyType

from bowerbird.pipeline.attachments.handler import AttachmentsHandler
from bowerbird.pipeline.describe.handler import DescribeHandler
from bowerbird.pipeline.embed.handler import EmbedHandler
from bowerbird.pipeline.embed.reembed import ReembedHandler
from bowerbird.pipeline.extract.handler import ExtractHandler
from bowerbird.pipeline.inspect.handler import InspectHandler
from bowerbird.pipeline.ocr.handler import OcrHandler
from bowerbird.pipeline.playback.handler import PlaybackHandler
from bowerbird.pipeline.preview.handler import PreviewHandler
from bowerbird.pipeline.scenes.handler import ScenesHandler
from bowerbird.pipeline.transcribe.handler import TranscribeHandler
from bowerbird.pipeline.unpack.handler import UnpackHandler
from bowerbird.pipeline.visual.handler import VisualHandler
from bowerbird.pipeline.work import StageHandler

_ALL: tuple[StageHandler, ...] = (
    InspectHandler(),
    PreviewHandler(),
    ExtractHandler(),
    OcrHandler(),
    TranscribeHandler(),
    ScenesHandler(),
    PlaybackHandler(),
    DescribeHandler(),
    EmbedHandler(),
    AttachmentsHandler(),
    ReembedHandler(),
    UnpackHandler(),
    VisualHandler(),
)
HANDLERS: Mapping[str, StageHandler] = MappingProxyType({handler.stage: handler for handler in _ALL})
