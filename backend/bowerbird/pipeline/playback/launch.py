"""`python -m bowerbird.pipeline.playback.launch LIMITS PROGRAM ARGUMENTS...`: takes from itself what the program does not need, and becomes it."""

import json
import os
import sys
from pathlib import Path

from bowerbird.pipeline.decoder import confine, landlock


def main() -> None:
    limits = json.loads(sys.argv[1])
    confine.die_with_parent(limits["parent"])
    confine.limit_resources(memory_bytes=limits["memory_bytes"], file_bytes=limits["file_bytes"])
    os.nice(10)
    confine.refuse_network()
    program = Path(os.path.realpath(sys.argv[2]))
    landlock.restrict(readable=[program, *map(Path, limits["readable"])], writable=map(Path, limits["writable"]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  no shell


if __name__ == "__main__":
    main()
