"""Roles and rights of a Bowerbird database.

`bowerbird_owner` owns the database and its schema: migrations and embedding spaces. `bowerbird_app` reads and writes rows, and can neither change nor empty a
table. Extensions are made by the superuser, because pgvector is not trusted.
"""

import psycopg
from psycopg import sql

OWNER, APP = "bowerbird_owner", "bowerbird_app"
_LOCK = 7425
EXTENSIONS = ("vector", "pg_trgm", "unaccent")


def ensure_roles(superuser_url: str, *, owner_password: str, app_password: str) -> None:
    """Make the two roles, or give them these passwords."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # roles belong to the whole server; two makers would collide
        for role, password in ((OWNER, owner_password), (APP, app_password)):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def ensure_database(superuser_url: str, name: str, *, owner_role: str = OWNER, app_role: str = APP) -> None:
    """Make the database `name` with its extensions and rights, or bring an existing one to the same state."""
    database, owner, app = (sql.Identifier(each) for each in (name, owner_role, app_role))
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, app))
    with psycopg.connect(superuser_url, dbname=name, autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        for statement in (
            "ALTER SCHEMA public OWNER TO {owner}",
            "GRANT USAGE ON SCHEMA public TO {app}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        ):
            connection.execute(sql.SQL(statement).format(owner=owner, app=app))
