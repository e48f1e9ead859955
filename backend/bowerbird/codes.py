"""The codes under which problems and hints are known: programs branch on them, and pages have a sentence for each in their own language.

The sentence that travels with a code is English and more exact; a page shows it where it has none of its own. `tests/test_codes.py` finds every code that
is raised anywhere, so that none is missing here.
"""

from typing import Annotated, Final, TypeAlias

from pydantic import WithJsonSchema

PROBLEM_CODES: Final = (
    # of requests as such
    *(
        "already_made",
        "bad_request",
        "cross_site",
        "csrf",
        "forbidden",
        "internal",
        "invalid",
        "key_reused",
        "method_not_allowed",
        "not_found",
        "not_signed_in",
    ),
    *("range_not_satisfiable", "storage_full", "too_large", "too_many", "too_many_requests", "unavailable", "unsupported_media_type"),
    # of people
    *("claimed", "email_taken", "invalid_api_key", "is_owner", "link_expired", "link_unknown", "link_used", "weak_password"),
    *("wrong_credentials", "wrong_password"),
    # of uploads
    *("checksum_mismatch", "malformed_upload", "missing_file", "not_multipart", "not_offset_stream", "too_many_files", "too_many_uploads"),
    *("tus_version", "unknown_checksum", "upload_expired", "upload_gone", "upload_locked", "upload_stalled", "wrong_offset"),
    # of the library
    *("already_there", "collection_cycle", "collection_is_smart", "collection_not_smart", "conflict", "name_taken", "nothing_to_download"),
    *("nothing_to_retry", "object_missing", "other_library", "tag_exists", "too_deep", "unknown_time_zone"),
    # of searches
    *("invalid_cursor", "invalid_date", "invalid_filters", "not_a_picture", "unreadable_picture"),
    # of files and the stages that read them
    *("cannot_unlock", "capability_missing", "corrupt", "cut", "damaged", "decoder_crashed", "empty", "encrypted", "failed", "lost"),
    *("needs_libreoffice", "no_speech", "no_text", "not_an_archive", "not_encrypted", "page_unreadable", "timed_out", "unsupported"),
)

HINT_CODES: Final = (
    *("cut_short", "empty_value", "lone_dash", "lone_or", "open_quote"),
    *("or_between_different", "other_language", "unknown_camera", "unknown_collection", "unknown_date", "unknown_kind", "unknown_language"),
    *("unknown_place", "unknown_qualifier", "unknown_size", "unknown_state", "unknown_tag", "unknown_time", "unknown_topic"),
    # of pictures that files are looked for with
    *("copies_alone", "seen_as_picture", "words_in_picture"),
)

ProblemCode: TypeAlias = Annotated[str, WithJsonSchema({"type": "string", "enum": sorted(PROBLEM_CODES)})]
HintCode: TypeAlias = Annotated[str, WithJsonSchema({"type": "string", "enum": sorted(HINT_CODES)})]
