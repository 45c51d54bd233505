"""What there is to do in a run, what is done and what is in hand; how long a phase still takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# Phases in the order data flows, with their rules; rules of none are `the rest`.
PHASES: Mapping[str, tuple[str, ...]] = {
    "models": ("fetch_model", "refetch_model"),
    "scripts": ("write_script", "place_script", "begin_script"),
    "pictures": ("draw_image", "import_picture"),
    "voices": ("speak_line", "import_voice"),
    "listening": ("listen_take",),
    "music": ("compose_music", "make_ambience"),
    "clips": ("make_insert", "encode_template", "cut_clip", "blend_clips"),
    "films": (
        *("join_clips", "mix_sound", "write_subtitles", "write_scene_subtitles"),
        *("finish_video", "render_distinct", "link_pictures", "link_track"),
    ),
    "thumbnails": ("draw_thumbnail", "draw_thumbnails"),
    "figures": ("draw_storyboard", "draw_charts"),
    "pages": ("write_pages", "write_review", "write_review_index"),
    "uploads": ("upload_film", "keep_receipt"),
}
REST = "the rest"
_PHASE = {rule: phase for phase, rules in PHASES.items() for rule in rules}


@dataclass(frozen=True)
class Job:
    """A job in hand: its rule, where its file belongs (S01E01/es scene 3), its log, its start."""

    rule: str
    wanted: Sequence[str]
    log: Path | None
    began: float

    @property
    def phase(self) -> str:
        """The phase that it belongs to."""
        return _PHASE.get(self.rule, REST)


@dataclass
class Phase:
    """The jobs of one phase. Times are in seconds of one clock that never goes back."""

    total: int = 0
    done: int = 0
    failed: int = 0
    running: int = 0
    _spent: float = 0.0  # while any was in hand, up to the last change
    _since: float = 0.0
    _at_last: float = 0.0  # what was spent when the last one ended

    def begin(self, now: float) -> None:
        """Note that a job of it began."""
        self._spent, self._since = self.spent(now), now
        self.running += 1
        self.total = max(self.total, self.done + self.failed + self.running)

    def end(self, now: float, *, well: bool) -> None:
        """Note that a job of it ended."""
        self._spent, self._since = self.spent(now), now
        self._at_last = self._spent
        self.running -= 1
        self.done += well
        self.failed += not well

    def spent(self, now: float) -> float:
        """Return for how long jobs of it were in hand, however many at once."""
        return self._spent + (now - self._since if self.running else 0.0)

    def left(self, now: float, in_hand: Iterable[float | None] = ()) -> float | None:
        """Return for how long jobs of it will be in hand, None where nothing tells yet.

        The rest at the pace so far; but not less than the jobs in hand say of themselves.
        """
        known = [left for left in in_hand if left is not None]
        ended = self.done + self.failed
        rest = self.total - ended
        if self.done:
            since = self.spent(now) - self._at_last
            return max([self._at_last / ended * rest - since, 0.0, *known])
        if rest <= self.running and known and len(known) == self.running:
            return max(known)
        return None


@dataclass
class Work:
    """The jobs of a run, by phase; `began` is when the first of them did."""

    began: float | None = None
    phases: dict[str, Phase] = field(default_factory=dict)
    jobs: dict[int, Job] = field(default_factory=dict)
    _failed: dict[int, str] = field(default_factory=dict)

    def planned(self, counts: Mapping[str, int]) -> None:
        """Note how many jobs of each rule the run has."""
        found: dict[str, int] = {}
        for rule, count in counts.items():
            phase = _PHASE.get(rule, REST)
            found[phase] = found.get(phase, 0) + count
        self.phases = {name: Phase(found[name]) for name in [*PHASES, REST] if name in found}

    def begin(self, number: int, job: Job) -> None:
        """Note that a job began; one that failed before is tried again."""
        phase = self.phases.setdefault(job.phase, Phase())
        if self._failed.pop(number, None):
            phase.failed -= 1
        self.began = job.began if self.began is None else self.began
        self.jobs[number] = job
        phase.begin(job.began)

    def end(self, number: int, now: float, *, well: bool) -> Job | None:
        """Note that a job ended and return it, None where none of this number is in hand."""
        job = self.jobs.pop(number, None)
        if job:
            self.phases[job.phase].end(now, well=well)
            if not well:
                self._failed[number] = job.phase
        return job

    @property
    def total(self) -> int:
        """How many jobs there are in all."""
        return sum(phase.total for phase in self.phases.values())

    @property
    def ended(self) -> int:
        """How many jobs have ended, well or not."""
        return sum(phase.done + phase.failed for phase in self.phases.values())
