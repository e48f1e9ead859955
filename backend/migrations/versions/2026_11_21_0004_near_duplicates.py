"""Which pictures are versions of each other, for the filter `is:duplicate`."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "near_duplicates",
        sa.Column("asset_id", sa.UUID(), nullable=False),
        sa.Column("other_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_near_duplicates_asset_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", "other_id", name=op.f("pk_near_duplicates")),
    )
    op.create_index(op.f("ix_near_duplicates_other_id"), "near_duplicates", ["other_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_near_duplicates_other_id"), table_name="near_duplicates")
    op.drop_table("near_duplicates")
