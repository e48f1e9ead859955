"""Indexes for reads that a kind of file narrows: of assets, and of embeddings.

Some databases got them from an edition of 0003 that was changed after its release, hence the conditions.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_assets_library_id_kind",
        "assets",
        ["library_id", "kind", "status"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
        if_not_exists=True,
    )
    op.create_index("ix_embeddings_library_id_kind", "embeddings", ["library_id", "kind"], unique=False, if_not_exists=True)
    op.drop_index(op.f("ix_embeddings_library_id"), table_name="embeddings", if_exists=True)


def downgrade() -> None:
    op.create_index(op.f("ix_embeddings_library_id"), "embeddings", ["library_id"], unique=False)
    op.drop_index("ix_embeddings_library_id_kind", table_name="embeddings")
    op.drop_index("ix_assets_library_id_kind", table_name="assets")
