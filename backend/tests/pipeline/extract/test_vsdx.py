from pathlib import Path

import pytest

from bowerbird.errors import StageError
from bowerbird.intake.sniff import sniff_file
from bowerbird.pipeline.blocks import blocks_of
from bowerbird.pipeline.decoding import run
from tests.factories.office import vsdx, vsdx_sheet, zipped


def test_words_of_shapes_under_the_names_of_their_sheets(tmp_path: Path) -> None:
    path = vsdx(
        tmp_path / "a.vsdx", ("Way of a find", vsdx_sheet("Look <cp IX='1'/>around", "Take it home")), ("Plan", vsdx_sheet("Entrance"))
    )
    assert sniff_file(path).mime_type == "application/vnd.ms-visio.drawing"
    said = [
        (message.header["page"], block.heading, block.text)
        for message in run("vsdx.text", path, {"last": 9})
        for block in blocks_of(message)
    ]
    assert said == [(1, "Way of a find", "Way of a find\nLook around\nTake it home\n"), (2, "Plan", "Plan\nEntrance\n")]
    (facts,) = run("vsdx.inspect", path, {})
    assert (facts.header["page_count"], facts.header["title"], facts.header["details"]["page_unit"]) == (2, "Bowers", "sheet")


def test_a_broken_sheet_is_left_out(tmp_path: Path) -> None:
    messages = list(run("vsdx.text", vsdx(tmp_path / "a.vsdx", ("One", "<oops"), ("Two", vsdx_sheet("kept"))), {"last": 9}))
    assert [bool(message.header.get("note")) for message in messages] == [True, False]
    assert blocks_of(messages[1])[0].text == "Two\nkept\n"


def test_without_sheets_it_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.vsdx", {"[Content_Types].xml": "<Types/>", "visio/document.xml": "<VisioDocument/>"})
    with pytest.raises(StageError) as error:
        list(run("vsdx.text", path, {"last": 9}))
    assert error.value.code == "corrupt"
