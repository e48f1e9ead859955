"""Names and titles under one trigram index: a search looks for both at once, and walking through the trigrams is what takes its time.

Text of ASCII alone is normal as it is; looking for what normalisation changes took longer than anything else that is done with a passage word by word.
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
    op.drop_index("ix_assets_title_trgm", table_name="assets", postgresql_using="gin")


def downgrade() -> None:
    op.create_index(
        "ix_assets_title_trgm", "assets", [sa.literal_column("lower(title) gin_trgm_ops")], unique=False, postgresql_using="gin"
    )
    op.drop_index("ix_assets_name_title_trgm", table_name="assets", postgresql_using="gin")
