"""How much of what is said is understood, and how fast.

    python -m benchmarks.speech FOLDER [--only NAME ...]

FOLDER has `transcripts.jsonl` (`{"file", "transcript" or null, "lang"}`) beside its recordings. Prints one JSON line a recording, then one for all of them: the word
error rate (Levenshtein distance over words, capitals and punctuation left out, digits as words), and seconds of CPU for each minute of sound.
"""

import argparse
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import bowerbird.pipeline.decoders  # noqa: F401  registers them
from bowerbird.ai.contracts import Sound
from bowerbird.ai.speech import get_transcriber
from bowerbird.pipeline import decoding
from bowerbird.pipeline.transcribe.listening import Confidence, was_said
from bowerbird.pipeline.transcribe.windows import RATE, windows

_NUMBERS = {
    "0": "zero",
    "1": "one",
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "6": "six",
    "7": "seven",
    "8": "eight",
    "9": "nine",
}


def hear(path: Path) -> dict[str, Any]:
    """What the stage would keep, with figures. Decoding happens in this process."""
    transcriber = get_transcriber()
    confidence = Confidence()
    said: list[str] = []
    seconds = 0.0

    def sound() -> Iterator[Sound]:
        nonlocal seconds
        for message in decoding.run("media.sound", path, {}):
            samples = np.frombuffer(message.attachments[0], dtype=np.int16)
            seconds += len(samples) / RATE
            yield samples.astype(np.float32) / np.float32(32768)

    began = time.process_time()
    for heard in windows(sound(), transcriber.find_speech):
        if heard.window:
            language = transcriber.detect_language(heard.window.sound)
            utterances = transcriber.transcribe(heard.window.sound, language=language[0] if language else None)
            confidence.add(utterances)
            said += [word.text for utterance in utterances if was_said(utterance) for word in utterance.words]
    return {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(time.process_time() - began, 2),
        "log_probability": round(confidence.mean, 3),
        "heard": "" if confidence.foreign else "".join(said).strip(),
        "not_made_out": confidence.foreign,
    }


def plain(text: str) -> list[str]:
    return [_NUMBERS.get(word, word) for word in re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower())]


def distance(expected: list[str], found: list[str]) -> int:
    """Words to insert, leave out or exchange (Levenshtein)."""
    row = list(range(len(found) + 1))
    for number, word in enumerate(expected, start=1):
        above, row[0] = row[0], number
        for index, other in enumerate(found, start=1):
            above, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, above + (word != other))
    return row[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    get_transcriber().transcribe(np.zeros(RATE, dtype=np.float32), language="en")  # loaded once, and not counted
    wrong = words = 0
    seconds = cpu = 0.0
    for line in (arguments.folder / "transcripts.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        path = arguments.folder / truth["file"]
        if arguments.only and path.name not in arguments.only:
            continue
        found = hear(path)
        seconds, cpu = seconds + found["seconds"], cpu + found["cpu_seconds"]
        if truth["transcript"]:
            expected = plain(truth["transcript"])
            missed = distance(expected, plain(found["heard"]))
            wrong, words = wrong + missed, words + len(expected)
            found["word_error_rate"] = round(missed / len(expected), 3)
        print(json.dumps({"file": path.name, "lang": truth["lang"], **found}, ensure_ascii=False), flush=True)
    rate = round(wrong / words, 4) if words else None
    print(
        json.dumps(
            {
                "model": get_transcriber().model,
                "word_error_rate": rate,
                "words": words,
                "wrong": wrong,
                "seconds": round(seconds, 1),
                "cpu_seconds_a_minute": round(cpu / seconds * 60, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
