"""The configuration of a build: the file, the preset over it, the person's own keys over both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from build.bounds import require_plain
from build.errors import UserError
from build.quoting import shown
from build.validation import validate
from engines.choice import Choice, Engines
from media.video import VideoSettings
from models.catalogue import pinned, read_catalogue
from models.offline import absent, is_offline

_SCHEMA = Path("config/schemas/config.schema.json")
_SECTIONS_WITH_NUMBERS = (
    "video",
    "sound",
    "music",
    "subtitles",
    "motion",
    "transition",
    "captions",
    "ambience",
    "ear",
    "thumbnails",
    "distinct",
    "review",
)
_SHAPES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1)}


@dataclass(frozen=True)
class Settings:
    """A checked configuration. `tree` is the whole of it; the rest is what many places ask for."""

    tree: Mapping[str, Any]
    results: str
    takes: str
    scripts: Path
    models: str
    tracks: tuple[str, ...]
    video: VideoSettings
    encoder: Choice
    engines: Engines

    def language(self, track: str) -> Mapping[str, Any]:
        """Return what the configuration says of `track`."""
        return self.tree["languages"][track]

    def speech(self, track: str) -> Choice:
        """Return the engine that speaks `track`; UserError where none can."""
        language = self.language(track)
        spoken = language["locale"], float(language.get("speed", 1.0))
        where = f"config, languages.{track}.speech"
        return self.engines.choose("speech", language["speech"], where, spoken)


def load_settings(
    config: Mapping[str, Any],
    own: Mapping[str, Any],
    home: Path,
    *,
    deploys: bool = False,
    assume: bool = False,
    given: Mapping[str, str] | None = None,
    stored: bool = False,
) -> Settings:
    """Return the settings for `config` with its preset, and the person's `own` keys over it.

    `config` is the configuration as Snakemake merged it, `own` the part that came from the command
    line or further files, `home` the folder of the Snakefile; `deploys` tells whether Snakemake
    deploys environments; with `assume`, any engine counts as usable here; in a job, `given` is
    which engines its build settled on; with `stored`, jobs and their models are elsewhere. Raises
    UserError with a sentence per line for everything that is wrong.
    """
    for tree in (config, own):
        require_plain(tree, "config")
    preset = config.get("preset")
    presets = {path.stem: path for path in (home / "config/presets").glob("*.yaml")}
    if not isinstance(preset, str) or preset not in presets:
        said = shown(repr(preset)[:60])
        known = ", ".join(sorted(presets))
        raise UserError(f"config: there is no preset {said}; choose one of {known}")
    over = yaml.safe_load(presets[preset].read_text(encoding="utf-8")) or {}
    tree = merge(merge(config, over), own)
    tree = _typed(tree)
    problems = validate(tree, home / _SCHEMA, "config") or _problems(tree)
    if problems:
        raise UserError("\n".join(problems))
    results = str(tree["results"])
    catalogue = read_catalogue(home / "config/models.yaml")
    offline = is_offline(tree) and not (assume or stored)
    engines = Engines(
        tree["engines"],
        deploys,
        pinned(catalogue),
        absent(catalogue, Path(tree["models"])) if offline else frozenset(),
        assume,
        given or {},
    )
    encoder = engines.choose("clip", tree["video"]["encoder"], "config, video.encoder")
    return Settings(
        tree=tree,
        results=f"{results}/draft" if preset == "draft" else results,
        takes=f"{results}/takes",
        scripts=Path(tree["scripts"]),
        models=str(tree["models"]),
        tracks=tuple(tree["tracks"]),
        video=_video(tree["video"], encoder.engine),
        encoder=encoder,
        engines=engines,
    )


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `over` laid on it, mapping by mapping; anything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        # The choice between {title: …} and {file: …} is one or the other, never a mixture.
        merged[key] = merge(merged[key], value) if both and key != "intro" else value
    return merged


def _typed(tree: dict[str, Any]) -> dict[str, Any]:
    # `--config tracks=es` is a word where a list is meant, and Snakemake hands over numbers that
    # stand deeper on its command line as words.
    tracks = tree.get("tracks")
    if isinstance(tracks, str):
        tree["tracks"] = [track.strip() for track in tracks.split(",")]
    if isinstance(tree.get("video"), Mapping) and isinstance(tree["video"].get("encoder"), str):
        tree["video"] = {**tree["video"], "encoder": [tree["video"]["encoder"]]}
    for section in _SECTIONS_WITH_NUMBERS:
        if isinstance(tree.get(section), Mapping):
            tree[section] = {key: _number(value) for key, value in tree[section].items()}
    web = tree.get("web")
    if isinstance(web, Mapping) and "complete_at" in web:
        tree["web"] = {**web, "complete_at": _number(web["complete_at"])}
    replace = tree.get("replace_upload")
    if isinstance(replace, str):
        tree["replace_upload"] = [name.strip() for name in replace.split(",")]
    if isinstance(tree.get("youtube"), Mapping):
        words = ("channels", "publish_at")  # names and times stay as they are
        tree["youtube"] = {
            key: value if key in words else _number(value) for key, value in tree["youtube"].items()
        }
    # `--config models_offline=true`: only True and False are more than words there.
    switches = ("models_offline", "skip_finished", "publish_only", "review_only", "fix", "delete")
    for key in switches:
        word = str(tree.get(key)).lower()
        tree[key] = {"true": True, "false": False}.get(word, tree.get(key))
    tree["ffmpeg_seconds"] = _number(tree.get("ffmpeg_seconds"))
    if isinstance(tree.get("engines"), Mapping):
        tree["engines"] = {
            name: {key: _number(value) for key, value in block.items()}
            if isinstance(block, Mapping)
            else block
            for name, block in tree["engines"].items()
        }
    return tree


def _number(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _number(inner) for key, inner in value.items()}
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, str):
        try:
            parsed = float(value)
        except ValueError:
            return value
        if not math.isfinite(parsed):
            return value  # nan and inf stay words, which no number may be
        return int(parsed) if parsed.is_integer() else parsed
    return value


def _problems(tree: Mapping[str, Any]) -> list[str]:
    problems = []
    alike: dict[str, str] = {}
    for track in tree["tracks"]:
        other = alike.setdefault(track.casefold(), track)
        if other != track:
            problems.append(
                f"config, tracks: {other} and {track} differ in capitals alone, and many disks "
                "hold only one of their folders; rename one"
            )
        if track not in tree["languages"]:
            known = ", ".join(tree["languages"])
            problems.append(f"config, tracks: there is no language {track!r}; known are {known}")
    for name, language in tree["languages"].items():
        for engine in language["speech"]:
            if engine not in language["voices"]:
                problems.append(
                    f"config, languages.{name}.voices: a voice for {engine} is missing, "
                    "since speech lists it"
                )
    for track in tree["distinct"]["tempo"]:
        if track not in tree["languages"]:
            known = ", ".join(tree["languages"])
            problems.append(
                f"config, distinct.tempo: there is no language {track!r}; known are {known}"
            )
    return problems


def _video(video: Mapping[str, Any], encoder: str) -> VideoSettings:
    across, down = _SHAPES[video["format"]]
    unit = video["short_side"] / min(across, down)
    return VideoSettings(
        width=round(unit * across / 2) * 2,
        height=round(unit * down / 2) * 2,
        fps=video["fps"],
        encoder=encoder,
        preset=video["preset"],
        crf=video["crf"],
        keyframe_seconds=video["keyframe_seconds"],
    )
