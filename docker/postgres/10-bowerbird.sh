#!/bin/sh
# Runs once, when the database is created. Two roles: the owner of the schema (migrations) and the app, which has DML only.
set -eu

secret() { # NAME: the value of NAME, or the content of the file that NAME_FILE names
    eval "file=\${$1_FILE:-}"
    if [ -n "$file" ]; then cat "$file"; else eval "printf '%s' \"\${$1:?$1 is not set}\""; fi
}

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    -v owner_password="$(secret BOWERBIRD_OWNER_PASSWORD)" -v app_password="$(secret BOWERBIRD_APP_PASSWORD)" <<'SQL'
CREATE ROLE bowerbird_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE bowerbird_app LOGIN PASSWORD :'app_password';
CREATE DATABASE bowerbird OWNER bowerbird_owner ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' TEMPLATE template0;
\connect bowerbird
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
REVOKE ALL ON DATABASE bowerbird FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE bowerbird TO bowerbird_app;
ALTER SCHEMA public OWNER TO bowerbird_owner;
GRANT USAGE ON SCHEMA public TO bowerbird_app;
ALTER DEFAULT PRIVILEGES FOR ROLE bowerbird_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO bowerbird_app;
ALTER DEFAULT PRIVILEGES FOR ROLE bowerbird_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO bowerbird_app;
SQL
