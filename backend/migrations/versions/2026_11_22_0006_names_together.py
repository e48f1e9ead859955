"""Names and titles under one trigram index: a search looks for both at once, and walking through the trigrams is what takes its time.

No statistics are kept of it: the planner would compare the query with each of their hundreds of names, which took as long as the search for it in a hundred
thousand passages, and there is no other way to go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_assets_name_title_trgm",
        "assets",
        [sa.literal_column("lower(name || ' ' || coalesce(title, '')) gin_trgm_ops")],
        unique=False,
        postgresql_using="gin",
    )
    op.execute("ALTER INDEX ix_assets_name_title_trgm ALTER COLUMN 1 SET STATISTICS 0")
    op.drop_index("ix_assets_title_trgm", table_name="assets", postgresql_using="gin")


def downgrade() -> None:
    op.create_index(
        "ix_assets_title_trgm", "assets", [sa.literal_column("lower(title) gin_trgm_ops")], unique=False, postgresql_using="gin"
    )
    op.drop_index("ix_assets_name_title_trgm", table_name="assets", postgresql_using="gin")
