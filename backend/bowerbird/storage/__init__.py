"""Object storage: the contract, and the two places that bytes can live."""

from functools import lru_cache

from bowerbird.settings import get_settings
from bowerbird.storage.contract import ObjectMissingError, ObjectStorage, StorageError, Written
from bowerbird.storage.filesystem import FilesystemStorage
from bowerbird.storage.s3 import S3Storage

__all__ = ["FilesystemStorage", "ObjectMissingError", "ObjectStorage", "S3Storage", "StorageError", "Written", "get_storage"]


@lru_cache
def get_storage() -> ObjectStorage:
    """The storage that the settings name. Makes no connection; `check()` does."""
    settings = get_settings()
    if settings.storage.backend == "s3":
        return S3Storage(
            settings.storage,
            part_bytes=settings.upload.part_bytes,
            scratch=settings.scratch_dir,
            writers=settings.upload.concurrent,
        )
    return FilesystemStorage(settings.storage_root)
