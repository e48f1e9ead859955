"""What the running stack takes of the machine's memory."""

from dataclasses import dataclass

import psutil

from bowerbird.embedded.home import Runtime


@dataclass(frozen=True, slots=True)
class Usage:
    name: str
    pid: int
    processes: int
    rss: int
    """Bytes resident; pages shared between processes are counted in each."""
    pss: int
    """Bytes resident; shared pages are divided among those who share them, so that sums are right. Equal to `rss` where the system cannot tell."""


def usage_by_child(runtime: Runtime) -> list[Usage]:
    """One entry for the supervisor and each of its children, with their own children (server processes, decoders) counted in."""
    named = {runtime.pid: "supervisor", **{child.pid: name for name, child in runtime.children.items()}}
    found = []
    for pid, name in named.items():
        try:
            process = psutil.Process(pid)
            family = [process] if name == "supervisor" else [process, *process.children(recursive=True)]
        except psutil.Error:
            continue
        measured = [usage for each in family if (usage := _measure(each)) is not None]
        found.append(Usage(name, pid, len(measured), sum(rss for rss, _ in measured), sum(pss for _, pss in measured)))
    return found


def _measure(process: psutil.Process) -> tuple[int, int] | None:
    try:
        rss = process.memory_info().rss
    except psutil.Error:
        return None
    try:
        return rss, getattr(process.memory_full_info(), "pss", rss)
    except psutil.Error:
        return rss, rss
