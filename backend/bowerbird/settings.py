"""Every setting, in nested groups.

A setting `group.name` is read from the environment as `BOWERBIRD_GROUP_NAME`, for example `BOWERBIRD_UPLOAD_MAX_BYTES`; `UPLOAD_MAX_BYTES` is
accepted as well because scripts and compose files know it by that name. `BOWERBIRD_GROUP_NAME_FILE` names a file that holds the value, as Docker secrets do.
Sizes are bytes and times are seconds unless a name says otherwise.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parents[2]
MIB = 1024 * 1024
GIB = 1024 * MIB
PLACEHOLDERS = frozenset({"", "generate", "change-me", "changeme", "secret", "password", "minioadmin", "postgres"})


class HttpSettings(BaseModel):
    host: str = "127.0.0.1"
    port: int = 8420
    public_url: str = ""
    """The address people type, where it differs from host and port (behind a proxy)."""
    trusted_proxies: str = "127.0.0.1"


class DbSettings(BaseModel):
    url: SecretStr = SecretStr("")
    """The app's role: DML only."""
    owner_url: SecretStr = SecretStr("")
    """The owning role: migrations and embedding spaces."""
    admin_url: SecretStr = SecretStr("")
    """A role that may make databases and extensions. Only `bowerbird restore` uses it."""
    backup_before_migration: bool = True
    """Write the database to `{home}/backups` before its tables change."""
    pooled: bool = False
    """Whether `url` leads to PgBouncer in transaction mode, where a connection keeps nothing from one transaction to the next. `owner_url` never may."""
    pool_size: int = Field(default=12, ge=2, le=200)
    connect_timeout: int = 5
    statement_timeout_ms: int = 60_000


class RedisSettings(BaseModel):
    url: SecretStr = SecretStr("")
    socket_timeout: float = 0.3


class StorageSettings(BaseModel):
    backend: Literal["filesystem", "s3"] = "filesystem"
    root: Path | None = None
    """Where `filesystem` keeps objects; `{home}/objects` unless set."""
    s3_endpoint: str = ""
    s3_bucket: str = "bowerbird"
    s3_region: str = "us-east-1"
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")
    s3_secure: bool = False
    accel_prefix: str = ""
    """Where the nginx in front passes requests on to S3 (`/_s3`): downloads are then answered with X-Accel-Redirect. Only with `s3`, and only where nobody
    reaches the API but through that nginx."""


class UploadSettings(BaseModel):
    max_bytes: int = Field(default=2 * GIB, gt=0)
    part_bytes: int = Field(default=8 * MIB, ge=5 * MIB)
    min_free_bytes: int = Field(default=GIB, ge=0)
    """Below this much free space uploads get 507 and workers pause."""
    concurrent: int = Field(default=16, ge=1)
    resume_hours: int = Field(default=72, ge=1)
    """An upload that is not finished can be resumed for so long after its last byte."""
    open_per_user: int = Field(default=1_000, ge=1)
    """Unfinished uploads that one person may have."""


class AuthSettings(BaseModel):
    session_days: int = 30
    invitation_hours: int = 72
    attempts_per_window: int = 10
    window_seconds: int = 300


class WorkerSettings(BaseModel):
    count: int = Field(default=0, ge=0, le=8)
    """Of an embedded run: how many workers take any work, beside the one for quick steps. 0: one for each core, as far as memory goes."""
    lease_seconds: int = Field(default=60, ge=2)
    stall_seconds: int = Field(default=180, ge=2)
    """A running job that makes no progress for this long stops renewing its lease."""
    max_attempts: int = 4
    max_lost: int = 8
    retry_delays: tuple[int, ...] = (10, 60, 300)
    sweep_seconds: float = 5.0
    child_rss_bytes: int = 2 * GIB
    child_recycle_calls: int = 2000
    child_idle_seconds: float = 60.0
    model_ttl_seconds: int = 300
    trash_days: int = 30
    alive_path: Path | None = None
    """A file that workers and the sweeper touch as long as they get on, for health checks by its age."""


class LimitSettings(BaseModel):
    """Bounds of one file. What lies beyond ends as `too_large` or is cut and marked `partial`."""

    pixels: int = 200_000_000
    pages: int = 5_000
    text_chars: int = 20_000_000
    decoded_bytes: int = 512 * MIB
    contained_files: int = 1_000
    """Attachments of one message, messages of one mailbox."""
    contained_depth: int = 5
    """Messages in messages in messages are taken out no further."""
    contained_bytes: int = 4 * GIB
    """What comes out of one message or mailbox."""
    archive_entries: int = 10_000
    archive_depth: int = 3
    """Archives in archives in archives are unpacked no further."""
    archive_bytes: int = 8 * GIB
    """What comes out of one archive."""
    archive_ratio: int = 200
    """Bytes that come out for each that went in."""
    archive_seconds: int = 1_800
    media_seconds: int = 12 * 3600
    """Of a recording: how much is transcribed and looked at."""
    playback_seconds: int = 30
    """Of a video that browsers cannot play: how much is made playable."""
    seconds_base: int = 60
    """Between two signs of progress of what reads a file."""
    seconds_per_page: float = 5.0
    """On average, for the written text of a document: what takes longer is cut."""


class OfficeSettings(BaseModel):
    program: str = ""
    """LibreOffice, which reads Office files from before 2007; found on the PATH unless set."""
    seconds: int = Field(default=120, ge=5)
    """For one file."""


class ModelsSettings(BaseModel):
    dir: Path = PROJECT_ROOT / ".models"
    text_embedder: str = "bge-small-en-v1.5"
    """A name in models.toml, a folder with `model.onnx`, `tokenizer.json` and `config.json`, or `openai:NAME` of a model behind BOWERBIRD_OPENAI_URL."""
    reader: str = "rapidocr"
    tesseract: bool = True
    """Whether the program Tesseract reads clean scanned pages, where this machine has it."""
    tesseract_languages: str = ""
    """As Tesseract names them, "eng+deu"; English and two more of those installed unless given."""
    gazetteer: str = "geonames-cities1000"
    """Names places; empty for none."""
    visual_embedder: str = "clip-vit-b-32"
    """Finds pictures by what they show: a model of models.toml, or a folder with `vision.onnx`, `text.onnx`, `tokenizer.json` and
    `preprocessor_config.json`; empty for none."""
    reranker: str = ""
    """A folder with a cross-encoder (`model.onnx` and `tokenizer.json`) that looks at the best hits of a search again; none unless given, for it is slow and
    gained nothing where it was measured."""
    transcriber: str = "whisper-tiny.en"
    """A name in models.toml, a folder with a Whisper model in CTranslate2 format, or `owner/name` of one on the hub (`Systran/faster-whisper-small`)."""
    hub_url: str = "https://huggingface.co"
    """Where models with a `hub` source come from; a mirror, for example."""
    threads: int = Field(default=1, ge=1)


class OpenaiSettings(BaseModel):
    """A service that speaks OpenAI's API. Texts of files go there once a model of it is chosen, and not before."""

    url: str = ""
    """Up to the version: `https://api.openai.com/v1`, or `http://127.0.0.1:11434/v1` of an Ollama on this machine."""
    api_key: SecretStr = SecretStr("")


class SearchSettings(BaseModel):
    candidates: int = 100
    lexical_budget: int = 3_000
    window: int = 1_000
    history_days: int = 90


class _Environment(EnvSettingsSource):
    """The environment, and the files that its `BOWERBIRD_..._FILE` name. A value given in both ways, or a file that cannot be read, is an error."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        found = dict(super()._load_env_vars())
        for name, path in list(found.items()):
            if not (name.startswith("bowerbird_") and name.endswith("_file") and path):
                continue
            value = name.removesuffix("_file")
            if found.get(value):
                raise ValueError(f"{name.upper()} and {value.upper()} are both set; set one of them")
            found[value] = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
        return found


class _UploadAlias(EnvSettingsSource):
    """`UPLOAD_MAX_BYTES` without the prefix."""

    def __call__(self) -> dict[str, object]:
        found = self.env_vars.get("upload_max_bytes")
        return {"upload": {"max_bytes": found}} if found else {}


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="BOWERBIRD_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        case_sensitive=False,
        extra="ignore",
    )

    environment: Literal["development", "test", "production"] = "development"
    home: Path = PROJECT_ROOT / "data"
    """State of an embedded run, and scratch space."""
    instance: str = "bowerbird"
    """Names this instance in its cookies, which ignore ports."""
    url: str = ""
    """For the command line: the instance to talk to."""
    api_key: SecretStr = SecretStr("")
    log_level: str = "INFO"
    log_format: Literal["json", "console"] = "json"
    spa_dir: Path = PROJECT_ROOT / "frontend" / "dist"
    metrics_token: SecretStr = SecretStr("")

    http: HttpSettings = HttpSettings()
    db: DbSettings = DbSettings()
    redis: RedisSettings = RedisSettings()
    storage: StorageSettings = StorageSettings()
    upload: UploadSettings = UploadSettings()
    auth: AuthSettings = AuthSettings()
    worker: WorkerSettings = WorkerSettings()
    limits: LimitSettings = LimitSettings()
    office: OfficeSettings = OfficeSettings()
    models: ModelsSettings = ModelsSettings()
    openai: OpenaiSettings = OpenaiSettings()
    search: SearchSettings = SearchSettings()

    @property
    def storage_root(self) -> Path:
        return self.storage.root or self.home / "objects"

    @property
    def scratch_dir(self) -> Path:
        return self.home / "scratch"

    @model_validator(mode="after")
    def refuse_placeholders(self) -> "Settings":
        """A placeholder where a secret belongs is an error outside development, not a default."""
        if self.environment == "production" and self.storage.backend == "s3":
            for name in ("s3_access_key", "s3_secret_key"):
                if getattr(self.storage, name).get_secret_value().lower() in PLACEHOLDERS:
                    raise ValueError(f"BOWERBIRD_STORAGE_{name.upper()} still has a placeholder value; set a real one")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _Environment(settings_cls), _UploadAlias(settings_cls)


@lru_cache
def get_settings() -> Settings:
    return Settings()
