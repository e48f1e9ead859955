"""Every module with decoder functions. The decoder child imports this one."""

import bowerbird.pipeline.attachments.decoders
import bowerbird.pipeline.extract.captions
import bowerbird.pipeline.extract.cards
import bowerbird.pipeline.extract.code
import bowerbird.pipeline.extract.delimited
import bowerbird.pipeline.extract.docx
import bowerbird.pipeline.extract.drawing
import bowerbird.pipeline.extract.epub
import bowerbird.pipeline.extract.html
import bowerbird.pipeline.extract.json_text
import bowerbird.pipeline.extract.mail
import bowerbird.pipeline.extract.markdown
import bowerbird.pipeline.extract.notebook
import bowerbird.pipeline.extract.opendocument
import bowerbird.pipeline.extract.outlook
import bowerbird.pipeline.extract.pdf
import bowerbird.pipeline.extract.plain
import bowerbird.pipeline.extract.pptx
import bowerbird.pipeline.extract.rtf
import bowerbird.pipeline.extract.vsdx
import bowerbird.pipeline.extract.xlsx
import bowerbird.pipeline.extract.xml_text
import bowerbird.pipeline.inspect.decoders
import bowerbird.pipeline.inspect.documents
import bowerbird.pipeline.inspect.media
import bowerbird.pipeline.inspect.office
import bowerbird.pipeline.ocr.decoders
import bowerbird.pipeline.preview.covers
import bowerbird.pipeline.preview.decoders
import bowerbird.pipeline.preview.media
import bowerbird.pipeline.scenes.decoders
import bowerbird.pipeline.transcribe.decoders
import bowerbird.pipeline.unlock.decoders
import bowerbird.pipeline.unpack.decoders
import bowerbird.pipeline.visual.decoders  # noqa: F401
