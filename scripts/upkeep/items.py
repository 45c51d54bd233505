"""The finished things of a channel, as the plan has them: takes and joins, and what each is from.

An item that is broken takes with it everything that was made from it, wherever it is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build.hearing import stands_in
from build.plan import EpisodePlan, Plan, TrackPlan
from build.takes import Take
from engines.adapter import maker_of

# The files of a take by its kind, its sidecar last; `thumbnails` and the like are joins.
FILES: Mapping[str, tuple[str, ...]] = {
    "images": (".png", ".json"),
    "speech": (".wav", ".json"),
    "music": (".wav", ".json"),
    "ambience": (".wav", ".json"),
    "clips": (".mp4", ".wav", ".json"),
    "transitions": (".mp4", ".json"),
    "inserts": (".mp4", ".json"),
    "templates": (".mp4",),
}
_SUBTITLES = ("subtitles.srt", "subtitles.vtt", "subtitles.ass")
_DISTINCT = ("distinct.mp4", "distinct.srt", "distinct.vtt")


@dataclass(frozen=True)
class Item:
    """One finished thing.

    `name` is a take's stem or a join's path, `kind` the take's kind, `heard` or `join`. `made_from`
    are names of other items; `where` is where it belongs. `spec` is there for pictures and voices,
    `paid` where a service makes it; `wanted` where its episode is.
    """

    name: str
    kind: str
    files: tuple[str, ...]
    made_from: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    wanted: bool = True
    paid: bool = False
    spec: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Item:
        """Return the item that `document`, read from JSON, describes."""
        lists = {key: tuple(document[key]) for key in ("files", "made_from", "where")}
        return cls(**{**document, **lists})


def items(plan: Plan) -> list[Item]:
    """Return every item of `plan`; which of its files are there is not looked at.

    But for subtitles of single scenes and thumbnails, of which there may be more or fewer.
    """
    places = _places(plan)
    found = [_take_item(plan, take, places) for take in plan.takes.values() if take.kind in FILES]
    for folder, episode in plan.episodes.items():
        for track in episode.tracks.values():
            found += _heard(plan, track, places)
            found += _joins(plan, folder, episode, track)
    return list({item.name: item for item in found}.values())


def made_from(broken: Iterable[str], every: Iterable[Item]) -> set[str]:
    """Return the names of the `broken` items and of all that was made from them, step by step."""
    users: defaultdict[str, list[str]] = defaultdict(list)
    for item in every:
        for name in item.made_from:
            users[name].append(item.name)
    found: set[str] = set()
    ahead = list(broken)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += users[name]
    return found


def stems(value: object) -> Iterator[str]:
    """Yield every text in `value`, a spec or a part of one, that looks like a take's stem."""
    if isinstance(value, str):
        if value.count("/") == 2 and value.split("/", 1)[0] in FILES:
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from stems(inner)


class _Places(defaultdict[str, dict[str, None]]):
    """Where each take belongs, and whether a wanted episode is among it."""

    def __init__(self) -> None:
        super().__init__(dict)
        self.wanted: set[str] = set()

    def note(self, take: Take | None, where: str, wanted: bool) -> None:
        if take is not None:
            self[take.stem][where] = None
            if wanted:
                self.wanted.add(take.stem)


def _places(plan: Plan) -> _Places:
    found = _Places()
    for insert, where in ((plan.intro, "intro"), (plan.outro, "outro")):
        found.note(insert, where, True)
    found.note(plan.template, "every still clip", True)
    for use in plan.uses():
        found.note(use.take, use.place, plan.wants(use.folder))
    return found


def _take_item(plan: Plan, take: Take, places: _Places) -> Item:
    sources = [stem for stem in stems(take.spec) if stem in plan.takes]
    if take.kind == "clips" and plan.template:
        sources.append(plan.template.stem)
    if heard := take.spec.get("heard"):
        sources.append(heard)
    made_by_engine = take.kind in ("images", "speech")
    maker = maker_of(take.kind, take.engine) if made_by_engine else None
    return Item(
        name=take.stem,
        kind=take.kind,
        files=tuple(f"{plan.settings.takes}/{take.stem}{suffix}" for suffix in FILES[take.kind]),
        made_from=tuple(dict.fromkeys(sources)),
        where=tuple(places[take.stem]),
        wanted=take.stem in places.wanted,
        paid=maker is not None and maker.service,
        spec=take.spec if made_by_engine else {},
    )


def _heard(plan: Plan, track: TrackPlan, places: _Places) -> Iterator[Item]:
    for voice in track.voices if plan.ear else ():
        assert plan.ear
        stem = plan.ear.stem(voice)
        yield Item(
            name=stem,
            kind="heard",
            files=(f"{plan.settings.takes}/{stem}.json",),
            made_from=(voice.stem,),
            where=tuple(places[voice.stem]),
            wanted=voice.stem in places.wanted,
        )


def _joins(plan: Plan, folder: str, episode: EpisodePlan, track: TrackPlan) -> Iterator[Item]:
    place = Path(plan.settings.results) / folder / track.track
    wanted = plan.wants(folder)

    def join(names: Iterable[str], *sources: Take | str | None) -> Item:
        files = tuple(str(place / name) for name in names)
        made = [source.stem if isinstance(source, Take) else source for source in sources if source]
        where = (f"{folder}/{track.track}",)
        return Item(files[0], "join", files, tuple(dict.fromkeys(made)), where, wanted)

    inserts = (plan.intro, plan.outro)
    voice = join(["voice.mp4"], *track.clips, *track.transitions)
    mixed = join(["mixed.mp4"], voice.name, episode.music, *track.ambiences)
    scenes = sorted(f"subtitles/{path.name}" for path in (place / "subtitles").glob("*.srt"))
    told = plan.ear if stands_in(plan.ear, track.choice) else None
    heard = [told.stem(take) for take in track.voices] if told else []
    subtitles = join([*_SUBTITLES, *scenes], plan.intro, *track.voices, *heard)
    final = join(["final.mp4"], mixed.name, subtitles.name, *inserts)
    drawn = sorted(path.name for path in place.glob("thumbnail_v[1-5].png"))
    yield from (voice, mixed, subtitles, final)
    yield join(["thumbnail.png", "thumbnail.jpg", *drawn], episode.thumbnail)
    yield join(_DISTINCT, final.name, subtitles.name)
