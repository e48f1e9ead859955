"""One file per group of tables that change together. Importing this package registers them all."""

from bowerbird.models.account import ApiKey, Invitation, Library, Membership, Role, SignInAttempt, SignInSession, User
from bowerbird.models.asset import Asset, AssetKind, AssetStatus, ObjectState, StoredObject
from bowerbird.models.audit import AuditEntry
from bowerbird.models.collection import AssetTag, Collection, CollectionAsset, Tag
from bowerbird.models.containment import Containment
from bowerbird.models.download import Download
from bowerbird.models.embedding import Embedding, EmbeddingSpace
from bowerbird.models.fingerprint import NearDuplicate, PictureFingerprint
from bowerbird.models.idempotency import IdempotencyKey
from bowerbird.models.job import Job, JobStatus
from bowerbird.models.lexical import LexicalAverage, LexicalDelta, LexicalPopulation, LexicalStatistic, LexicalVector
from bowerbird.models.search import SavedSearch, Search
from bowerbird.models.segment import Segment
from bowerbird.models.upload import Upload

__all__ = [
    "ApiKey",
    "Asset",
    "AssetKind",
    "AssetStatus",
    "AssetTag",
    "AuditEntry",
    "Collection",
    "CollectionAsset",
    "Containment",
    "Download",
    "Embedding",
    "EmbeddingSpace",
    "IdempotencyKey",
    "Invitation",
    "Job",
    "JobStatus",
    "LexicalAverage",
    "LexicalDelta",
    "LexicalPopulation",
    "LexicalStatistic",
    "LexicalVector",
    "Library",
    "Membership",
    "NearDuplicate",
    "ObjectState",
    "PictureFingerprint",
    "Role",
    "SavedSearch",
    "Search",
    "Segment",
    "SignInAttempt",
    "SignInSession",
    "StoredObject",
    "Tag",
    "Upload",
    "User",
]
