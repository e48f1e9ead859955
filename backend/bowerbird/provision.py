"""What an instance needs before its first request: tables, an owner (unclaimed at first), an embedding space, and the command line's own key.

Run at every start, by the supervisor of `bowerbird up` or as `bowerbird migrate`; doing it twice changes nothing.
"""

import contextlib
import json
import sys

from bowerbird.accounts import service as accounts
from bowerbird.backup.points import before_migration
from bowerbird.db.engine import get_engine, make_engine
from bowerbird.db.migrate import upgrade
from bowerbird.db.session import transaction
from bowerbird.search.spaces import ensure_default_space
from bowerbird.settings import get_settings


def provision() -> None:
    """Tables first, as the owning role, after a backup if they are about to change; rows as the app's."""
    before_migration(get_settings())
    upgrade()
    settings = get_settings().db
    owner = make_engine(settings, url=settings.owner_url.get_secret_value() or None, pool_size=1)
    ensure_default_space(owner)
    owner.dispose()
    with transaction() as session:
        accounts.ensure_owner(session)


def migrate() -> None:
    """Bring the tables up to date, and make the owner's account and the embedding space where they are missing."""
    provision()
    get_engine().dispose()


def main() -> None:
    """For the supervisor: also the command line's key; prints `{"welcome": one-time link or null}`."""
    with contextlib.redirect_stdout(sys.stderr):  # what is logged is no answer
        provision()
    with transaction() as session:
        accounts.ensure_cli_key(session, get_settings().home / "cli-key")
        welcome = accounts.owner_link(session)
    json.dump({"welcome": welcome}, sys.stdout)


if __name__ == "__main__":
    main()
