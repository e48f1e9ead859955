"""`models.toml`: every model by name, with the exact bytes of its files and where they come from.

Nothing here touches the network. `install.py` fetches what is missing; the providers in `local/` ask `ModelEntry.locate` for their files.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.settings import PROJECT_ROOT, get_settings

MODELS_TOML = PROJECT_ROOT / "backend" / "models.toml"
INSTALL_COMMAND = "bowerbird models install"


def _inside(path: str) -> str:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or not parts.parts:
        raise ValueError(f"{path!r} must be a relative path without '..'")
    return path


RelativePath = Annotated[str, AfterValidator(_inside)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelFile(_Strict):
    path: RelativePath
    size: int = Field(gt=0)
    sha256: Sha256

    def is_whole(self, path: Path) -> bool:
        """Whether the bytes at `path` are this file's."""
        try:
            if path.stat().st_size != self.size:
                return False
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256
        except OSError:
            return False


class WheelSource(_Strict):
    """Members of a wheel, unpacked as data: the package is neither installed nor imported."""

    kind: Literal["wheel"]
    package: Name
    version: str
    sha256: Sha256
    members: dict[RelativePath, str]
    """Our file's path -> the member's name in the wheel."""

    def __str__(self) -> str:
        return f"the wheel {self.package} {self.version}"


class BundledSource(_Strict):
    """Files that an installed package brings along."""

    kind: Literal["bundled"]
    package: Name
    folder: RelativePath

    def __str__(self) -> str:
        return f"the installed package {self.package}"

    def directory(self) -> Path | None:
        spec = find_spec(self.package)
        return Path(spec.origin).parent / self.folder if spec and spec.origin else None


class HubSource(_Strict):
    """Files of a repository on a model hub, at a fixed revision."""

    kind: Literal["hub"]
    repo: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    revision: Annotated[str, Field(pattern=r"^[\w.-]+$")]
    paths: dict[RelativePath, RelativePath]
    """Our file's path -> the path in the repository."""

    def __str__(self) -> str:
        return f"{self.repo} on the model hub"


class PathSource(_Strict):
    """Files in a folder of this machine."""

    kind: Literal["path"]
    folder: Path

    def __str__(self) -> str:
        return f"the folder {self.folder}"


Source = Annotated[WheelSource | BundledSource | HubSource | PathSource, Field(discriminator="kind")]


class EmbeddingSpec(_Strict):
    """How to use a text embedding model."""

    dimensions: int = Field(gt=0)
    max_tokens: int = Field(gt=2)
    pooling: Literal["cls", "mean"]
    query_prefix: str = ""
    passage_prefix: str = ""
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes; empty means any."""


class VisualSpec(_Strict):
    """How to use a pair of encoders, for pictures and for words, that share a space (CLIP and its like)."""

    dimensions: int = Field(gt=0)
    side: int = Field(gt=0)
    """Pixels of the square that the picture encoder looks at."""
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    """Of red, green and blue, 0..1."""
    max_tokens: int = Field(gt=2)
    pad_token: int | None = None
    """Fills texts up to `max_tokens` for encoders that want all of them alike."""
    languages: tuple[str, ...] = ()


class ModelEntry(_Strict):
    name: Name
    capability: Literal["visual_embedder", "gazetteer", "text_embedder", "reader", "transcriber"]
    description: str
    licence: str
    optional: bool = False
    """Installed only when it is asked for by name."""
    embedding: EmbeddingSpec | None = None
    visual: VisualSpec | None = None
    file: tuple[ModelFile, ...] = Field(min_length=1)
    source: tuple[Source, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def names_every_file(self) -> Self:
        paths = {file.path for file in self.file}
        for source in self.source:
            named = (
                set(source.members) if isinstance(source, WheelSource) else set(source.paths) if isinstance(source, HubSource) else paths
            )
            if named != paths:
                raise ValueError(f"{self.name}: {source} must name exactly the files {sorted(paths)}, not {sorted(named)}")
        if (self.embedding is None) == (self.capability == "text_embedder"):
            raise ValueError(f"{self.name}: a text_embedder, and nothing else, has an [model.embedding] table")
        if (self.visual is None) == (self.capability == "visual_embedder"):
            raise ValueError(f"{self.name}: a visual_embedder, and nothing else, has a [model.visual] table")
        return self

    def bundled(self) -> BundledSource | None:
        return next((source for source in self.source if isinstance(source, BundledSource)), None)

    def directory(self, models_dir: Path) -> Path:
        """Where this model's files lie, or will lie: in the package that brings them, else in `models_dir`."""
        bundled = self.bundled()
        return (bundled.directory() if bundled else None) or models_dir / self.name

    def broken_files(self, models_dir: Path) -> Iterator[ModelFile]:
        """Files that are missing or not the ones named; reads them whole."""
        directory = self.directory(models_dir)
        return (file for file in self.file if not file.is_whole(directory / file.path))

    def locate(self, models_dir: Path) -> Path:
        """The directory of the installed model. Compares sizes only; `models verify` compares the bytes. Raises CapabilityMissingError."""
        directory = self.directory(models_dir)
        for file in self.file:
            path = directory / file.path
            if not path.is_file() or path.stat().st_size != file.size:
                state = "is damaged" if path.exists() else "is not installed"
                raise CapabilityMissingError(f"The model {self.name} {state}. Run `{INSTALL_COMMAND} {self.name}` to fetch it.")
        return directory


class Registry(_Strict):
    model: tuple[ModelEntry, ...]

    @model_validator(mode="after")
    def has_unique_names(self) -> Self:
        names = [entry.name for entry in self.model]
        if len(set(names)) != len(names):
            raise ValueError("two models have the same name")
        return self

    def get(self, name: str) -> ModelEntry:
        for entry in self.model:
            if entry.name == name:
                return entry
        known = ", ".join(entry.name for entry in self.model)
        raise CapabilityMissingError(f"models.toml has no model called {name!r}. It has: {known}.")


def load_registry(path: Path) -> Registry:
    return Registry.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@lru_cache
def get_registry() -> Registry:
    return load_registry(MODELS_TOML)


def locate(name: str, capability: str) -> tuple[ModelEntry, Path]:
    """An installed model and its directory. Raises CapabilityMissingError with the command that helps."""
    entry = get_registry().get(name)
    if entry.capability != capability:
        raise CapabilityMissingError(f"The model {name} is a {entry.capability}, not a {capability}. Choose another in the settings.")
    return entry, entry.locate(get_settings().models.dir)
