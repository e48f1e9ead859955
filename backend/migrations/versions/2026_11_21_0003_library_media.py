"""Collections and tags, files inside files, uploads that resume, what pictures look like, saved searches; camera, place and colours of a file;
lexemes for every language."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("filters", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_searches_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    op.create_index(op.f("ix_saved_searches_user_id_created_at"), "saved_searches", ["user_id", "created_at"], unique=False)
    op.create_table(
        "tags",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("library_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["libraries.id"], name=op.f("fk_tags_library_id_libraries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
    )
    op.create_index("uq_tags_library_id_name", "tags", ["library_id", sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "asset_tags",
        sa.Column("tag_id", sa.UUID(), nullable=False),
        sa.Column("asset_id", sa.UUID(), nullable=False),
        sa.Column("library_id", sa.UUID(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_tags_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_asset_tags_tag_id_tags"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tag_id", "asset_id", name=op.f("pk_asset_tags")),
    )
    op.create_index(op.f("ix_asset_tags_asset_id"), "asset_tags", ["asset_id"], unique=False)
    op.create_table(
        "collections",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("library_id", sa.UUID(), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("filters", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("cover_id", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_collections_not_its_own_parent")),
        sa.ForeignKeyConstraint(["cover_id"], ["assets.id"], name=op.f("fk_collections_cover_id_assets"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["library_id"], ["libraries.id"], name=op.f("fk_collections_library_id_libraries")),
        sa.ForeignKeyConstraint(["parent_id"], ["collections.id"], name=op.f("fk_collections_parent_id_collections"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
    )
    op.create_index(op.f("ix_collections_parent_id"), "collections", ["parent_id"], unique=False)
    op.create_index(
        "uq_collections_library_id_parent_id_name",
        "collections",
        ["library_id", "parent_id", sa.literal_column("lower(name)")],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "containments",
        sa.Column("parent_id", sa.UUID(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("library_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["assets.id"], name=op.f("fk_containments_child_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parent_id"], ["assets.id"], name=op.f("fk_containments_parent_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("parent_id", "path", name=op.f("pk_containments")),
    )
    op.create_index(op.f("ix_containments_child_id"), "containments", ["child_id"], unique=False)
    op.create_table(
        "picture_fingerprints",
        sa.Column("asset_id", sa.UUID(), nullable=False),
        sa.Column("library_id", sa.UUID(), nullable=False),
        sa.Column("pixels", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.SmallInteger(), nullable=False),
        sa.Column("tiny", sa.LargeBinary(), nullable=False),
        sa.Column("bands", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_picture_fingerprints_asset_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_picture_fingerprints")),
    )
    op.create_index("ix_picture_fingerprints_bands", "picture_fingerprints", ["bands"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_picture_fingerprints_library_id_pixels"), "picture_fingerprints", ["library_id", "pixels"], unique=False)
    op.create_table(
        "downloads",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("asset_ids", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_downloads_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_downloads")),
    )
    op.create_index(op.f("ix_downloads_expires_at"), "downloads", ["expires_at"], unique=False)
    op.create_table(
        "uploads",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("library_id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("multipart", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("writer", sa.UUID(), nullable=True),
        sa.Column("writer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asset_id", sa.UUID(), nullable=True),
        sa.Column("duplicate", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('"offset" BETWEEN 0 AND size', name=op.f("ck_uploads_offset")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_uploads_asset_id_assets"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["library_id"], ["libraries.id"], name=op.f("fk_uploads_library_id_libraries")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_uploads_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_expires_at"), "uploads", ["expires_at"], unique=False)
    op.create_index(op.f("ix_uploads_user_id_created_at"), "uploads", ["user_id", "created_at"], unique=False)
    op.create_table(
        "collection_assets",
        sa.Column("collection_id", sa.UUID(), nullable=False),
        sa.Column("asset_id", sa.UUID(), nullable=False),
        sa.Column("library_id", sa.UUID(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_collection_assets_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collections.id"], name=op.f("fk_collection_assets_collection_id_collections"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "asset_id", name=op.f("pk_collection_assets")),
    )
    op.create_index(op.f("ix_collection_assets_asset_id"), "collection_assets", ["asset_id"], unique=False)
    op.add_column("assets", sa.Column("camera", sa.Text(), nullable=True))
    op.add_column("assets", sa.Column("place", sa.Text(), nullable=True))
    op.add_column("assets", sa.Column("colours", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.create_index(
        "ix_assets_library_id_camera",
        "assets",
        ["library_id", sa.literal_column("lower(camera)")],
        unique=False,
        postgresql_where=sa.text("camera IS NOT NULL"),
    )
    op.create_index(
        "ix_assets_library_id_place",
        "assets",
        ["library_id", sa.literal_column("lower(place)")],
        unique=False,
        postgresql_where=sa.text("place IS NOT NULL"),
    )
    op.add_column("segments", sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("searches", sa.Column("in_history", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("users", sa.Column("keeps_history", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    _run((Path(__file__).parent / "2026_11_21_0003_languages.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    lexical = (Path(__file__).parent / "2026_11_21_0002_lexical.sql").read_text(encoding="utf-8")
    _run("DROP FUNCTION lexical_words, lexical_lexemes, lexical_analysis, lexical_unaccented, lexical_grams, lexical_script")
    for name in ("lexical_lexemes", "lexical_compute"):  # as they were
        start = lexical.index(f"CREATE FUNCTION {name}(")
        _run("CREATE OR REPLACE" + lexical[start + len("CREATE") : lexical.index("\n\n", start)])
    op.drop_column("users", "keeps_history")
    op.drop_column("searches", "in_history")
    op.drop_column("segments", "words")
    op.drop_index("ix_assets_library_id_place", table_name="assets", postgresql_where=sa.text("place IS NOT NULL"))
    op.drop_index("ix_assets_library_id_camera", table_name="assets", postgresql_where=sa.text("camera IS NOT NULL"))
    op.drop_column("assets", "colours")
    op.drop_column("assets", "place")
    op.drop_column("assets", "camera")
    op.drop_index(op.f("ix_collection_assets_asset_id"), table_name="collection_assets")
    op.drop_table("collection_assets")
    op.drop_index(op.f("ix_downloads_expires_at"), table_name="downloads")
    op.drop_table("downloads")
    op.drop_index(op.f("ix_uploads_user_id_created_at"), table_name="uploads")
    op.drop_index(op.f("ix_uploads_expires_at"), table_name="uploads")
    op.drop_table("uploads")
    op.drop_index(op.f("ix_picture_fingerprints_library_id_pixels"), table_name="picture_fingerprints")
    op.drop_index("ix_picture_fingerprints_bands", table_name="picture_fingerprints", postgresql_using="gin")
    op.drop_table("picture_fingerprints")
    op.drop_index(op.f("ix_containments_child_id"), table_name="containments")
    op.drop_table("containments")
    op.drop_index("uq_collections_library_id_parent_id_name", table_name="collections", postgresql_nulls_not_distinct=True)
    op.drop_index(op.f("ix_collections_parent_id"), table_name="collections")
    op.drop_table("collections")
    op.drop_index(op.f("ix_asset_tags_asset_id"), table_name="asset_tags")
    op.drop_table("asset_tags")
    op.drop_index("uq_tags_library_id_name", table_name="tags")
    op.drop_table("tags")
    op.drop_index(op.f("ix_saved_searches_user_id_created_at"), table_name="saved_searches")
    op.drop_table("saved_searches")


def _run(script: str) -> None:
    """Many statements at once, as they are: neither `%` nor `:name` means anything in them."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(script)
