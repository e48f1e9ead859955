"""The parts that need no file: peaks, cuts, windows, sentences, and what is believed of a transcript."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bowerbird.ai.contracts import Sound, SpokenWord, Utterance
from bowerbird.pipeline.preview.media import PEAKS, Peaks
from bowerbird.pipeline.scenes.cuts import MAX_SCENES, Sample, sample, scenes
from bowerbird.pipeline.transcribe.listening import Confidence, is_loop, was_said
from bowerbird.pipeline.transcribe.sentences import LONGEST_MS, Passages, SpokenPassage, TimedWord
from bowerbird.pipeline.transcribe.windows import LOOK_SECONDS, RATE, WINDOW_SECONDS, Heard, windows
from tests.factories.media import plain, striped


@given(st.lists(st.integers(1, 90_000), min_size=1, max_size=12))
def test_peaks_keep_the_loudest_of_sound_of_any_length(lengths: list[int]) -> None:
    peaks = Peaks()
    for number, length in enumerate(lengths):
        block = np.full(length, 0.1, dtype=np.float32)
        if number == len(lengths) - 1:
            block[-1] = 1.0
        peaks.add(block)
    values = peaks.values()
    assert 1 <= len(values) <= PEAKS
    assert values[-1] == 255
    assert set(values[:-1]) <= {26, 255}


def test_peaks_of_ten_hours_take_little_memory() -> None:
    peaks = Peaks()
    second = np.full(RATE, 0.5, dtype=np.float32)
    for _ in range(36_000):
        peaks.add(second)
    held = sum(part.nbytes for part in peaks._peaks) + sum(part.nbytes for part in peaks._rest)
    assert held < 2_000_000
    assert set(peaks.values()) == {128}


def film(*looks: tuple[Image.Image, int]) -> list[Sample]:
    """Two samples a second of pictures that stand for some seconds."""
    samples: list[Sample] = []
    for picture, seconds in looks:
        samples += [sample(picture, (len(samples) + index) * 500) for index in range(seconds * 2)]
    return samples


def test_a_film_is_cut_where_the_picture_changes() -> None:
    found = scenes(film((striped("navy"), 4), (plain("orange"), 5), (striped("navy"), 6)), 15_000)
    assert [(scene.start_ms, scene.end_ms) for scene in found] == [(0, 4_000), (4_000, 9_000), (9_000, 15_000)]
    assert all(scene.start_ms <= scene.at_ms < scene.end_ms for scene in found)
    assert all(scene.new for scene in found)


def test_a_slow_fade_is_no_cut() -> None:
    fade = [sample(plain(f"rgb({level},{level},{level})"), index * 500) for index, level in enumerate(range(0, 250, 10))]
    assert len(scenes(fade, 12_500)) == 1


def test_a_long_scene_is_divided_and_its_parts_are_not_new() -> None:
    found = scenes(film((striped("navy"), 60)), 60_000)
    assert [scene.start_ms for scene in found] == [0, 15_000, 30_000, 45_000]
    assert [scene.new for scene in found] == [True, False, False, False]


@given(st.lists(st.sampled_from(["red", "navy", "white", "black"]), min_size=1, max_size=400))
def test_scenes_cover_the_film_without_gaps_and_are_not_too_many(colours: list[str]) -> None:
    looks = {colour: plain(colour, (64, 36)) for colour in colours}
    found = scenes([sample(looks[colour], index * 1000) for index, colour in enumerate(colours)], len(colours) * 1000)
    assert found[0].start_ms == 0
    assert found[-1].end_ms == len(colours) * 1000
    assert all(one.end_ms == other.start_ms for one, other in pairwise(found))
    assert len(found) <= MAX_SCENES


def heard(loud: list[tuple[float, float]], seconds: float) -> list[Heard]:
    """What is heard where it is loud in these stretches, in seconds."""
    sound = np.zeros(int(seconds * RATE), dtype=np.float32)
    for start, end in loud:
        sound[int(start * RATE) : int(end * RATE)] = 0.5
    longest = 0

    def find(looked_at: Sound) -> list[tuple[int, int]]:
        nonlocal longest
        longest = max(longest, len(looked_at))
        return ranges(looked_at)

    found = list(windows((sound[at : at + 10 * RATE] for at in range(0, len(sound), 10 * RATE)), find))
    assert longest <= (LOOK_SECONDS + WINDOW_SECONDS + 10) * RATE
    return found


def ranges(sound: Sound) -> list[tuple[int, int]]:
    """Loud stretches, divided as the contract asks."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (sound > 0.1).astype(np.int8), [0]])))
    pairs: npt.NDArray[np.intp] = edges.reshape(-1, 2)
    return [
        (start, min(int(end), start + WINDOW_SECONDS * RATE))
        for first, end in pairs
        for start in range(int(first), int(end), WINDOW_SECONDS * RATE)
    ]


def test_windows_hold_all_speech_once_and_know_where_it_was() -> None:
    loud = [(1.0, 9.0), (12.0, 25.0), (26.0, 31.0), (55.0, 63.0), (90.0, 91.0)]
    found = [each.window for each in heard(loud, 100) if each.window]
    assert sum(len(window.sound) for window in found) == pytest.approx(sum(end - start for start, end in loud) * RATE, abs=5)
    assert all(len(window.sound) <= WINDOW_SECONDS * RATE for window in found)
    assert [piece[1] for window in found for piece in window.pieces] == [1_000, 12_000, 26_000, 55_000, 90_000]
    assert found[0].in_file(0) == 1_000
    assert found[0].in_file(8_500) == 12_500


def test_speech_without_a_pause_is_cut_all_the_same() -> None:
    found = [each.window for each in heard([(0.0, 200.0)], 200) if each.window]
    assert sum(len(window.sound) for window in found) == 200 * RATE
    starts = [window.pieces[0][1] for window in found]
    assert starts == sorted(starts)


def test_silence_is_looked_through_to_the_end() -> None:
    found = heard([], 130)
    assert not any(each.window for each in found)
    assert found[-1].ms == 130_000


def spoken(*words: tuple[str, float, float]) -> list[SpokenPassage]:
    passages = Passages()
    timed = [TimedWord(f" {text}", int(start * 1000), int(end * 1000)) for text, start, end in words]
    return [*passages.add(timed), *passages.rest()]


def test_a_passage_ends_with_its_sentence() -> None:
    words = [(f"word{index}" + ("." if index % 7 == 6 else ""), index, index + 0.9) for index in range(50)]
    found = spoken(*words)
    assert [passage.text[-1] for passage in found[:-1]] == [".", "."]
    assert [passage.start_ms for passage in found] == [0, 21_000, 42_000]
    assert all(passage.text[start] == "w" for passage in found for start, _ in passage.words)
    assert [offset for _, offset in found[1].words][:3] == [0, 1_000, 2_000]


def test_a_passage_without_an_end_ends_at_its_longest_pause() -> None:
    words = [(f"word{index}", index + (0.8 if index >= 30 else 0), index + (0.8 if index >= 30 else 0) + 0.9) for index in range(60)]
    found = spoken(*words)
    assert found[0].end_ms == 29_900
    assert all(passage.end_ms - passage.start_ms <= LONGEST_MS for passage in found)


def test_a_long_silence_ends_a_passage() -> None:
    assert [passage.text for passage in spoken(("One", 0, 1), ("two", 20, 21))] == ["One", "two"]


def said(log_probability: float, *, no_speech: float = 0.1, compression: float = 1.2, text: str = "blue things dance") -> Utterance:
    words = tuple(SpokenWord(f" {word}", index * 500, index * 500 + 500) for index, word in enumerate(text.split()))
    return Utterance(words, log_probability, no_speech, compression)


@pytest.mark.parametrize(
    ("utterance", "believed"),
    [
        (said(-0.3), True),
        (said(-0.9), True),
        (said(-1.2), False),
        (said(-0.3, compression=3.0), False),
        (said(-0.9, no_speech=0.8), False),
        (said(-0.3, no_speech=0.8), True),
        (said(-0.3, text="thank you thank you thank you thank you"), False),
    ],
)
def test_what_is_believed(utterance: Utterance, believed: bool) -> None:
    assert was_said(utterance) is believed


def test_a_chorus_is_no_loop() -> None:
    assert not is_loop(["row", "row", "row", "your", "boat", "gently", "down", "the", "stream"])
    assert is_loop(["la"] * 12)


def test_a_language_is_judged_by_all_that_was_heard() -> None:
    confidence = Confidence()
    confidence.add([said(-0.8)])
    assert not confidence.foreign, "a second and a half is too little to tell"
    confidence.add([said(-0.8)])
    assert confidence.foreign
    confidence.add([said(-0.3)] * 10)
    assert not confidence.foreign
