"""Summaries are whole sentences of the text; keywords are its own words."""

import time

from bowerbird import ai
from bowerbird.ai.local.describer import MAX_PASSAGES, SUMMARY_CHARACTERS, spread
from bowerbird.ai.local.keywords import keywords
from bowerbird.ai.local.sentences import is_presentable, sentences, split
from bowerbird.library_sample.catalogue import TEXTS

HANDBOOK = (TEXTS / "garden" / "handbook.pdf.md").read_text(encoding="utf-8")


def test_a_summary_is_one_to_three_sentences_of_the_text() -> None:
    description = ai.get_describer().describe([HANDBOOK], lang="en")
    parts = split(description.summary)
    assert 1 <= len(parts) <= 3
    assert all(part in HANDBOOK for part in parts)
    assert len(description.summary) <= SUMMARY_CHARACTERS


def test_keywords_say_what_the_text_is_about() -> None:
    found = ai.get_describer().describe([(TEXTS / "workshop" / "bicycle-wheel.pdf.md").read_text(encoding="utf-8")], lang="en").keywords
    assert 5 <= len(found) <= 8
    assert {"spokes", "wheel"} <= set(found)
    assert all(keyword == keyword.lower() for keyword in found)


def test_lines_broken_for_width_become_one_sentence_and_headings_stay_out() -> None:
    page = (
        "Soil and feeding\n\nOur ground is a heavy loam over clay. It holds water through a dry\nJune and stays cold until the middle of April, so that "
        "no-\nbody sows early.\n\n3 | 17 | 44\nPage 12 of 40\n"
    )
    assert list(sentences([page], limit=10))[-1] == (
        "It holds water through a dry June and stays cold until the middle of April, so that nobody sows early."
    )
    assert not any("Soil and feeding" in sentence or "Page" in sentence for sentence in sentences([page], limit=10))


def test_abbreviations_and_ordinals_do_not_end_a_sentence() -> None:
    assert split("The pump (e.g. No. 5) was mended by Dr. A. on the day. It works.") == [
        "The pump (e.g. No. 5) was mended by Dr. A. on the day.",
        "It works.",
    ]
    assert split("Die Sitzung ist am 3. März um acht. Alle kommen.") == ["Die Sitzung ist am 3. März um acht.", "Alle kommen."]


def test_furniture_is_not_presentable() -> None:
    for text in (
        "Copyright 2020 by the society, all rights reserved in every country.",
        "Chapter one ........................................................ 17.",
        "SEE THE NOTICE AT THE GATE BEFORE YOU ENTER THE GROUNDS.",
        "and so the sentence began somewhere on the page before this one.",
        "12 14 18 22 31 44 51 60 72 88 91 104 220 310 415.",
    ):
        assert not is_presentable(text), text


def test_text_without_sentences_is_summed_up_by_its_first_lines() -> None:
    description = ai.get_describer().describe(["MARROW BAY FERRIES\n63.40\nAdults 2\nOut 14 June"], lang=None)
    assert description.summary == "MARROW BAY FERRIES · Adults 2 · Out 14 June"


def test_nothing_in_nothing_out() -> None:
    description = ai.get_describer().describe([], lang=None)
    assert (description.summary, description.keywords) == ("", ())
    assert ai.get_describer().describe(["  \n \n 123"], lang="en").keywords == ()


def test_other_languages() -> None:
    german = "Der Kessel heizt die Heizkörper. Der Kessel wird einmal im Jahr gewartet. Die Heizkörper müssen entlüftet werden."
    assert keywords([german], lang="de", count=2) in (("kessel", "heizkörper"), ("heizkörper", "kessel"))
    japanese = "庭の堆肥は三週間ごとに切り返す。堆肥が黒くなれば出来上がりである。"
    description = ai.get_describer().describe([japanese], lang="ja")
    assert "堆肥" in description.keywords
    assert description.summary


def test_a_phrase_wins_over_its_parts() -> None:
    text = "Carrot fly is low. Against carrot fly a fence helps; carrot fly cannot climb. The fence is high."
    assert keywords([text], lang="en", count=2) == ("carrot fly", "fence")


def test_web_addresses_and_noise_are_no_keywords() -> None:
    found = keywords(["See https://example.org/garden/list and mail list@example.org about xkcd bbbb zzzz gardens"], lang="en", count=8)
    assert set(found) == {"gardens", "mail"}


def test_work_is_bounded_by_sampling_evenly() -> None:
    passages = [str(number) for number in range(10_000)]
    looked_at = spread(passages, MAX_PASSAGES)
    assert len(looked_at) == MAX_PASSAGES
    assert looked_at[0] == "0"
    assert looked_at[-1] == "9999"
    start = time.process_time()
    ai.get_describer().describe([HANDBOOK] * 3_000, lang="en")
    assert time.process_time() - start < 20  # seconds of a slow machine; linear work over 3,000 passages took a minute
