"""Lets the command line find the stack that runs on this machine."""

import os
from pathlib import Path

from bowerbird.db.roles import OWNER
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
    from bowerbird.embedded.stack import DATABASE, Stack  # noqa: PLC0415

    stack = Stack(home, secrets, running.host, running.ports, LaunchPlan())
    # Whoever may read the secrets may also change tables and restore a backup.
    settings = {
        **stack.settings(),
        "BOWERBIRD_DB_OWNER_URL": stack.postgres.url(OWNER, secrets.owner, DATABASE),
        "BOWERBIRD_DB_ADMIN_URL": stack.postgres.superuser_url,
    }
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    get_settings.cache_clear()
