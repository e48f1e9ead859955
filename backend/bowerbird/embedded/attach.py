"""Lets the command line find the stack that runs on this machine."""

import os
from pathlib import Path

from bowerbird.embedded.home import Home
from bowerbird.settings import get_settings


def current_home() -> Home:
    return Home(Path(os.path.abspath(get_settings().home)))  # noqa: PTH100  links in it are kept


def apply_environment() -> None:
    """The addresses and passwords of a running embedded stack become settings of this process, unless it has its own."""
    home = current_home()
    try:
        running = home.running()
        if running is None:
            return
        secrets = home.secrets()
    except PermissionError:
        return
    from bowerbird.embedded.privileges import LaunchPlan  # noqa: PLC0415  only where something runs
    from bowerbird.embedded.stack import Stack  # noqa: PLC0415

    settings = Stack(home, secrets, running.host, running.ports, LaunchPlan()).settings()
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    get_settings.cache_clear()
