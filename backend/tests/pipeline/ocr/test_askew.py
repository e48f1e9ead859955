import numpy as np
import pytest

from bowerbird.ai.contracts import Picture
from bowerbird.pipeline.blocks import Block, Line
from bowerbird.pipeline.ocr.askew import Askew

WIDTH, HEIGHT = 600, 400
SPOTS = [(40, 30), (560, 30), (300, 200), (20, 380)]


def page() -> Picture:
    picture = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
    for x, y in SPOTS:
        picture[y - 4 : y + 4, x - 4 : x + 4] = 0
    return picture


@pytest.mark.parametrize("degrees", [6.25, -11.0])
def test_nothing_of_the_page_is_lost_and_the_rest_is_paper(degrees: float) -> None:
    straight = Askew(WIDTH, HEIGHT, degrees).straighten(page(), paper=240)
    assert straight.shape[0] > HEIGHT
    assert straight.shape[1] > WIDTH
    assert (straight[:, :, 0] < 120).sum() == pytest.approx(len(SPOTS) * 64, rel=0.1)
    assert straight[0, 0].tolist() == straight[-1, -1].tolist() == [240, 240, 240]


@pytest.mark.parametrize("degrees", [6.25, -11.0])
def test_places_are_found_again_on_the_page_as_it_lies(degrees: float) -> None:
    askew = Askew(WIDTH, HEIGHT, degrees)
    for x, y in SPOTS:
        only = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
        only[y - 4 : y + 4, x - 4 : x + 4] = 0
        straight = askew.straighten(only, paper=240)
        rows, columns = np.nonzero(straight[:, :, 0] < 120)
        height, width = straight.shape[:2]
        box = (columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height)
        (block,) = askew.turn_back([Block("spot", None, (Line(0, 4, box),))])
        x0, y0, x1, y1 = block.lines[0].box
        assert ((x0 + x1) / 2 * WIDTH, (y0 + y1) / 2 * HEIGHT) == pytest.approx((x, y), abs=1)
        assert (x1 - x0) * WIDTH < 16
        assert block.text == "spot"


def test_boxes_stay_on_the_page() -> None:
    (block,) = Askew(WIDTH, HEIGHT, 8.0).turn_back([Block("edge", None, (Line(0, 4, (0.0, 0.0, 1.0, 1.0)),))])
    assert block.lines[0].box == (0.0, 0.0, 1.0, 1.0)
