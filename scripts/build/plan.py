"""What has to exist: every episode, film and take by name.

Made once while the Snakefile is read (see `build.planner`). Rules look things up here; no job
parses a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.episodes import Episode, Refusal
from build.errors import UserError
from build.hearing import Ear
from build.settings import Settings
from build.takes import Take
from engines.choice import Choice

if TYPE_CHECKING:
    from build.importing import Imports


@dataclass(frozen=True)
class TrackPlan:
    """One film: its takes in the order of the scenes.

    A scene's transition is the one out of it, None for a cut.
    """

    track: str
    text: str
    locale: str
    choice: Choice
    voices: tuple[Take, ...]
    clips: tuple[Take, ...]
    transitions: tuple[Take | None, ...]
    ambiences: tuple[Take | None, ...]
    cuts: tuple[Mapping[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class EpisodePlan:
    """One episode: what its tracks share, and the tracks."""

    episode: Episode
    pictures: tuple[Take, ...]
    music: Take | None
    thumbnail: Take
    tracks: Mapping[str, TrackPlan]


@dataclass(frozen=True)
class Use:
    """Where a take is used: the folder of its episode, its track (None: all share it), the part."""

    take: Take
    folder: str
    track: str | None
    part: str

    @property
    def film(self) -> str:
        """The film, as S01E01/es; the episode where all tracks share the take."""
        return f"{self.folder}/{self.track}" if self.track else self.folder

    @property
    def place(self) -> str:
        """The place in words, as S01E01/es scene 3."""
        return f"{self.film} {self.part}"


@dataclass
class Plan:
    """Everything that is to be built, and everything that cannot be.

    `drawn`, `composed` and `speech`, by track, are the engines that were settled on.
    """

    settings: Settings
    template: Take | None = None
    intro: Take | None = None
    outro: Take | None = None
    episodes: dict[str, EpisodePlan] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    drawn: Choice | None = None
    composed: Choice | None = None
    speech: dict[str, Choice] = field(default_factory=dict)
    ear: Ear | None = None
    takes: dict[str, Take] = field(default_factory=dict)
    imports: Imports | None = None

    def take(self, stem: str) -> Take:
        """Return the take at `stem` (kind/engine/name); UserError when no script asks for it."""
        try:
            return self.takes[stem]
        except KeyError:
            raise UserError(f"no script asks for the take {stem}") from None

    def track(self, episode: str, track: str) -> TrackPlan:
        """Return the plan of one film; UserError when there is none."""
        tracks = self.episode(episode).tracks
        if track not in tracks:
            known = ", ".join(tracks) or "none"
            raise UserError(f"{episode} has no track {track!r} in this build; it has {known}")
        return tracks[track]

    def episode(self, folder: str) -> EpisodePlan:
        """Return the plan of one episode; UserError when there is none."""
        if folder not in self.episodes:
            raise UserError(
                f"no script under {self.settings.scripts} is the episode {folder}; there are "
                f"{', '.join(self.episodes) or 'none'}"
            )
        return self.episodes[folder]

    def wants(self, folder: str) -> bool:
        """Tell whether the default target builds the episode of `folder`."""
        *project, name = folder.split("/")
        wish, episode = self.settings.tree["project"], self.settings.tree["episode"]
        return (wish is None or project == [wish]) and episode in (None, name)

    def wanted_by(self, path: str) -> list[str]:
        """Return where the file at `path` belongs, to be asked once the plan is whole.

        A take: the scenes that show or speak it; another file: its film or episode; or nothing.
        """
        if not path:  # of a job that makes no file
            return []
        stem = str(Path(path).with_suffix("")).removeprefix(f"{self.settings.takes}/")
        if stem in self._places:
            return self._places[stem]
        inside = path.removeprefix(f"{self.settings.results}/")
        for folder, episode in self.episodes.items():
            if inside.startswith(f"{folder}/"):
                part = inside.removeprefix(f"{folder}/").split("/")[0]
                return [f"{folder}/{part}" if part in episode.tracks else folder]
        return []

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for use in self.uses():
            where = use.film if use.part == "music" else use.place
            found.setdefault(use.take.stem, []).append(where)
        return found

    def uses(self) -> Iterator[Use]:
        """Yield every use of a take: of each episode what all tracks share, then track by track."""
        for folder, episode in self.episodes.items():
            rows: list[tuple[str | None, Sequence[Take | None]]] = [(None, episode.pictures)]
            for part, take in (("thumbnails", episode.thumbnail), ("music", episode.music)):
                if take:
                    yield Use(take, folder, None, part)
            for name, track in episode.tracks.items():
                kinds = (track.voices, track.clips, track.transitions, track.ambiences)
                rows += [(name, takes) for takes in kinds]
            for track_name, takes in rows:
                for number, take in enumerate(takes, 1):
                    if take:
                        yield Use(take, folder, track_name, f"scene {number}")

    def keep(self, take: Take) -> Take:
        """Remember `take` for the rules and return it."""
        self.takes[take.stem] = take
        return take
