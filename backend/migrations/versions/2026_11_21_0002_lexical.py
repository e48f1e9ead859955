"""Lexical search: forward vectors, their GIN index, statistics for each library, and the triggers that keep them."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    _run("""
        DROP INDEX ix_assets_title_trgm;
        DROP TRIGGER lexical_updated ON assets;
        DROP TRIGGER lexical_inserted ON segments;
        DROP TRIGGER lexical_updated ON segments;
        DROP TRIGGER lexical_deleted ON segments;
        DROP FUNCTION lexical_rebake, lexical_fold, lexical_compute;
        DROP TABLE lexical_vectors, lexical_statistics, lexical_populations, lexical_averages, lexical_deltas;
        DROP FUNCTION lexical_segments_inserted, lexical_segments_updated, lexical_segments_deleted, lexical_assets_updated;
        DROP FUNCTION lexical_vectors_inserted, lexical_vectors_updated, lexical_vectors_deleted;
        DROP FUNCTION lexical_lexemes, lexical_normal, lexical_config, lexical_tokens, lexical_postings, lexical_token, lexical_level, lexical_term;
    """)


def _run(script: str) -> None:
    """Many statements at once, as they are: neither `%` nor `:name` means anything in them."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(script)
