"""`python -m bowerbird.pipeline.office.confined CONFIGURATION PROGRAM ARGUMENT...`: takes rights away from this process, then becomes the program."""

import json
import os
import resource
import sys

from bowerbird.pipeline.decoder import confine

OPEN_FILES = 1024


def main(configuration: str, *command: str) -> None:
    limits = json.loads(configuration)
    confine.die_with_parent(limits["parent"])
    confine.limit_resources(memory_bytes=limits["memory_bytes"], file_bytes=limits["file_bytes"])
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 5))
    confine.refuse_network(local_sockets=True)  # LibreOffice speaks to itself through one
    os.execv(command[0], list(command))  # noqa: S606  the program of the settings, no shell


if __name__ == "__main__":
    main(*sys.argv[1:])
