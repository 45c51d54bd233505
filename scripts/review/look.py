"""From an edit list and what lies on the disk to what the page shows.

Nothing has to be there: what is missing, outdated or broken is marked.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from build.files import read_known
from build.hearing_findings import is_named, sentence
from build.reviewing import FILM_LISTS
from media.small_copies import small_picture, small_voice
from review.changes import Change
from review.copies import Copies
from review.loudness import film_loudness
from review.model import Film, Line, Mark, Picture, Review, Scene
from review.takes import Takes, made
from review.words import pieces

_PICTURE_WIDTH, _THUMBNAIL_WIDTH = 1280, 480
# The keys of a scene as its script shows them: first what is edited most.
_ORDER = ("text", "image_prompt", "image")
_WISHES = ("motion", "transition", "ambience", "captions", "pause", "seed", "take", "voice")


class Look:
    """Looks at one episode. `place` is its folder, where the page goes."""

    def __init__(self, edit: Mapping[str, Any], place: Path, takes: Takes) -> None:
        self._edit = edit
        self._place = place
        self._takes = takes
        self._copies = Copies(place / "review")
        self._fps = edit["fps"]

    def review(
        self,
        changed: Mapping[int, Change],
        gone: list[int],
        before: str | None,
        otherwise: Sequence[tuple[str, str]] = (),
    ) -> Review:
        """Return all that the page shows, its copies made; `changed` is by scene number.

        `otherwise` says of which films what else is.
        """
        edit = self._edit
        films = {track["track"]: self._film(track) for track in edit["tracks"]}
        starts = {name: film.intro for name, film in films.items()}
        scenes = []
        for scene in edit["scenes"]:
            lines = [
                self._line(scene, track, films[track["track"]], starts.get(track["track"]))
                for track in edit["tracks"]
            ]
            for line in lines:  # behind a clip that is missing nobody knows when a scene begins
                if line.start is None or line.length is None:
                    starts.pop(line.track, None)
                else:
                    starts[line.track] = line.start + line.length
            scenes.append(self._scene(scene, lines, changed.get(scene["number"])))
        music = edit["music"]
        self._copies.sweep()
        return Review(
            episode=edit["episode"],
            project=edit["project"],
            script=edit["script"],
            shape=(edit["width"], edit["height"]),
            target=edit["loudness"],
            films=list(films.values()),
            scenes=scenes,
            music=made(music, self._takes.known(music)) if music else None,
            gone=gone,
            before=before,
            otherwise=otherwise,
            fallbacks=edit["fallbacks"],
        )

    def _scene(self, scene: Mapping[str, Any], lines: list[Line], change: Change | None) -> Scene:
        script = scene["script"]
        return Scene(
            number=scene["number"],
            prompt=script.get("image_prompt") or script.get("image") or "",
            picture=self._picture(scene),
            lines=lines,
            json=json.dumps(_ordered(script), ensure_ascii=False, indent=1),
            wishes=[(key, _short(script[key])) for key in _WISHES if key in script],
            change=change,
        )

    def _picture(self, scene: Mapping[str, Any]) -> Picture:
        stem = scene["picture"]
        source = self._takes.file(stem, ".png")
        copy = self._copies.of(
            source,
            f"pictures/{Path(stem).name}.jpg",
            lambda file, small: small_picture(file, small, _PICTURE_WIDTH),
        )
        marks = _marks(self._takes, "picture", stem, source, copy)
        how = made(stem, self._takes.known(stem))
        return Picture(how, copy, marks)

    def _line(
        self,
        scene: Mapping[str, Any],
        track: Mapping[str, Any],
        film: Film,
        start: float | None,
    ) -> Line:
        wish = scene["lines"][track["track"]]
        voice, clip = wish["voice"], wish["clip"]
        known, cut = self._takes.known(voice), self._takes.known(clip)
        source = self._takes.file(voice, ".wav")
        copy = self._copies.of(source, f"voices/{Path(voice).name}.mp3", small_voice)
        marks = _marks(self._takes, "voice", voice, source, copy)
        if not self._takes.file(clip, ".mp4").is_file():
            cut = None
            if not marks:  # a clip needs its voice
                marks.append(self._takes.missing("clip", clip))
        heard = self._takes.known(wish["heard"])
        if heard and known and heard.get("sha256") != known.get("sha256"):
            heard = None  # of a voice that was there before
        if heard and is_named(heard, track["hearing_limit"]):
            marks.append(Mark("heard", sentence(heard)))
        words = (known or {}).get("words") or (heard or {}).get("words") or []
        length = cut["frames"] / self._fps if cut else None
        return Line(
            track=track["track"],
            locale=track["locale"],
            text=wish["text"],
            pieces=pieces(wish["text"], words),
            voice=copy,
            spoken=known["samples"] / known["rate"] if known and copy else None,
            clip=self._clip(clip, cut is not None, film, start, length),
            length=length,
            start=start,
            made=made(voice, known),
            cut=made(clip, cut),
            json=_pair(track["text"], wish["text"]),
            marks=marks,
            heard=heard["heard"] if heard else None,
        )

    def _clip(
        self, stem: str, there: bool, film: Film, start: float | None, length: float | None
    ) -> str | None:
        """Return where a scene plays: in the film, or where that is not of now, a clip's copy."""
        if film.film and film.current and start is not None and length is not None:
            return f"{film.film}#t={start:.3f},{start + length:.3f}"
        if not there:
            return None
        source = self._takes.file(stem, ".mp4")
        return self._copies.of(source, f"clips/{Path(stem).name}.mp4", shutil.copyfile)

    def _film(self, track: Mapping[str, Any]) -> Film:
        name = track["track"]
        folder = self._place / name
        film, subtitles = folder / "final.mp4", folder / "subtitles.vtt"
        marks = self._film_marks(name, film)
        intro = (self._takes.known(self._edit["intro"]) or {}).get("frames", 0) / self._fps
        stamp = film.stat() if film.is_file() else None
        loudness = film_loudness(film, self._place / "review/loudness", name) if stamp else None
        if stamp and loudness is None:
            marks.append(Mark("broken", "the film cannot be read; delete it and build again"))
        current = not marks
        for file, what in ((subtitles, "subtitles"), (folder / "thumbnail.png", "thumbnails")):
            if _older(file, [folder / f"edit.{what}.json"]):
                marks.append(Mark("outdated", f"the {what} are older than the script"))
        return Film(
            track=name,
            locale=track["locale"],
            title=track["title"],
            engine=track["engine"],
            film=f"{name}/final.mp4" if stamp else None,
            current=current,
            megabytes=stamp.st_size / 1e6 if stamp else None,
            seconds=loudness["seconds"] if loudness else None,
            captions=subtitles.read_text(encoding="utf-8") if subtitles.is_file() else None,
            thumbnails=self._thumbnails(folder),
            loudness=loudness,
            fallback=track["passed_over"],
            marks=marks,
            intro=intro,
        )

    def _film_marks(self, track: str, film: Path) -> list[Mark]:
        """Return whether a film is missing, or older than what it is made from."""
        if not film.is_file():
            return [Mark("missing", "no film yet")]
        takes = [scene["lines"][track]["clip"] for scene in self._edit["scenes"]]
        clips = [self._takes.file(take, ".mp4") for take in takes]
        lists = [film.parent / name for name in FILM_LISTS]
        if not all(clip.is_file() for clip in clips) or _older(film, clips + lists):
            return [Mark("outdated", "the film is older than the script, a voice or a picture")]
        return []

    def _thumbnails(self, folder: Path) -> list[tuple[str, str]]:
        texts = read_known(folder / "edit.thumbnails.json").get("texts", [])
        found = []
        for number, text in enumerate(texts, 1):
            copy = self._copies.of(
                folder / f"thumbnail_v{number}.png",
                f"thumbnails/{folder.name}_v{number}.jpg",
                lambda file, small: small_picture(file, small, _THUMBNAIL_WIDTH),
            )
            if copy:
                found.append((copy, text))
        return found


def film_lists(place: Path, edit: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what the episode's films are made by beside their scenes: by track, lists by name."""
    names = ("mix", "final", "subtitles", "thumbnails")
    return {
        track["track"]: {
            name: read_known(place / track["track"] / f"edit.{name}.json")
            for name in names
            if name != "thumbnails" or (place / track["track"] / "thumbnail.png").is_file()
        }
        for track in edit["tracks"]
    }


def _marks(takes: Takes, what: str, stem: str, source: Path, copy: str | None) -> list[Mark]:
    if copy:
        return []
    if source.is_file():
        return [Mark("broken", f"the {what} cannot be read; delete {source} and build again")]
    return [takes.missing(what, stem)]


def _older(file: Path, sources: list[Path]) -> bool:
    """Tell whether `file` is there and older than one of its `sources`."""
    if not file.is_file():
        return False
    then = file.stat().st_mtime_ns
    return any(source.is_file() and source.stat().st_mtime_ns > then for source in sources)


def _ordered(script: Mapping[str, Any]) -> dict[str, Any]:
    first = {key: script[key] for key in _ORDER if key in script}
    return first | {key: value for key, value in script.items() if key not in first}


def _pair(language: str, text: str) -> str:
    return f"{json.dumps(language)}: {json.dumps(text, ensure_ascii=False)}"


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        kind = [str(value["kind"])] if "kind" in value else []
        return ", ".join(kind + [f"{k} {_short(v)}" for k, v in value.items() if k != "kind"])
    if isinstance(value, list):
        return "/".join(map(_short, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
