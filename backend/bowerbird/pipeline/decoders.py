"""Every module with decoder functions. The decoder child imports this one."""

import bowerbird.pipeline.extract.docx
import bowerbird.pipeline.extract.html
import bowerbird.pipeline.extract.markdown
import bowerbird.pipeline.extract.pdf
import bowerbird.pipeline.extract.plain
import bowerbird.pipeline.inspect.decoders
import bowerbird.pipeline.ocr.decoders
import bowerbird.pipeline.preview.decoders
import bowerbird.pipeline.unpack.decoders  # noqa: F401
