"""From scripts and settings to the plan: which takes each scene asks for, and their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from build.cut import captions, layered, motion, transition
from build.digests import Digests
from build.episodes import Episode, Refusal, Scene
from build.errors import UserError
from build.hearing import Ear, stands_in
from build.lexicon import Lexicon
from build.lexicon_files import Lexicons, stray_lexicons
from build.own_files import is_file
from build.plan import EpisodePlan, Plan, TrackPlan
from build.quoting import shown
from build.settings import Settings
from build.takes import Take, make_take
from build.thumbnails import thumbnail_picture

TRANSITION_RECIPE = 2
INTRO_RECIPE = 4
TEMPLATE_RECIPE = 2


def make_plan(
    settings: Settings, episodes: Sequence[Episode], refusals: Sequence[Refusal], digests: Digests
) -> Plan:
    """Return the plan of all `episodes`; an episode that cannot be planned becomes a refusal."""
    plan = Plan(settings)
    if settings.encoder.adapter.module.SKIPS:
        spec = {**settings.video.spec(), "recipe": TEMPLATE_RECIPE}
        plan.template = plan.keep(make_take("templates", settings.encoder.engine, "skip", spec))
    plan.notes += [
        f"films are encoded by {settings.encoder.engine}, not by {reason}"
        for reason in settings.encoder.passed_over
    ]
    plan.refusals.extend(refusals)
    plan.intro = _insert(plan, settings.tree["intro"], "intro", digests)
    plan.outro = _insert(plan, settings.tree["outro"], "outro", digests)
    planner = _Planner(plan, digests)
    for episode in episodes:
        try:
            plan.episodes[episode.folder] = planner.episode(episode)
        except UserError as error:
            plan.refusals.append(Refusal(episode.folder, (episode.source,), shown(str(error))))
    known = [*plan.episodes, *(refusal.folder or "" for refusal in plan.refusals)]
    if known and not any(map(plan.wants, known)):
        wish = [settings.tree["project"], settings.tree["episode"]]
        raise UserError(
            f"config: nothing under {settings.scripts} is {shown('/'.join(filter(None, wish)))}; "
            f"there are {', '.join(sorted(filter(None, known)))}"
        )
    return plan


def _insert(
    plan: Plan, wish: Mapping[str, str] | None, where: str, digests: Digests
) -> Take | None:
    if wish is None:
        return None
    sound = plan.settings.tree["sound"]
    spec = {
        **plan.settings.video.spec(),
        "recipe": INTRO_RECIPE,
        "loudness": sound["loudness"],
        "true_peak": sound["true_peak"],
    }
    if "title" in wish:
        spec["title"] = wish["title"]
        return plan.keep(make_take("inserts", "title", wish["title"], spec))
    path = Path(wish["file"])
    if not is_file(path):
        raise UserError(f"config, {where}.file: there is no file {shown(str(path))}")
    spec["content"] = digests.of(path)
    return plan.keep(make_take("inserts", "file", path.stem, spec, (str(path),)))


class _Planner:
    """Plans episodes under one configuration, with each engine settled once."""

    def __init__(self, plan: Plan, digests: Digests) -> None:
        self._plan = plan
        self._settings = plan.settings
        self._digests = digests
        tree = plan.settings.tree
        choose = plan.settings.engines.choose
        self._image = choose("image", tree["images"]["engine"], "config, images")
        self._file_image = choose("image", ["file"], "config, images")
        self._music = choose("music", tree["music"]["engine"], "config, music")
        self._file_music = choose("music", ["file"], "config, music")
        if tree["ear"]["engine"]:
            plan.ear = Ear(choose("ear", tree["ear"]["engine"], "config, ear"))
        self._ambience = choose("ambience", ["ffmpeg"], "config, ambience")
        self._speech = plan.speech = {
            track: choose(
                "speech",
                plan.settings.language(track)["speech"],
                f"config, languages.{track}.speech",
            )
            for track in plan.settings.tracks
        }
        told = [("pictures are drawn", self._image), ("music is composed", self._music)]
        told += [(f"track {track} is spoken", choice) for track, choice in self._speech.items()]
        plan.notes += [
            f"{what} by {choice.engine}, not by {reason}"
            for what, choice in told
            for reason in choice.passed_over
        ]
        self._lexicons = Lexicons(plan.settings.scripts)
        for track in plan.settings.tracks:
            self._lexicon(None, track)  # a mistake in what all episodes use stops the build
        plan.notes += stray_lexicons(plan.settings.scripts, tree["languages"])

    def _lexicon(self, project: str | None, track: str) -> Lexicon:
        return self._lexicons.of(project, track, self._settings.language(track)["text"])

    def episode(self, episode: Episode) -> EpisodePlan:
        pictures = tuple(self._picture(scene, episode) for scene in episode.scenes)
        tracks = {}
        for track in self._settings.tracks:
            text = self._settings.language(track)["text"]
            if text not in episode.languages:
                self._plan.notes.append(f"{episode.folder} has no text in {text}: no track {track}")
                continue
            tracks[track] = self._track(episode, track, pictures)
        music, thumbnail = self._episode_music(episode), self._thumbnail(episode, pictures[0])
        return EpisodePlan(episode, pictures, music, thumbnail, tracks)

    def _picture(self, scene: Scene, episode: Episode) -> Take:
        video = self._settings.video
        size = {"width": video.width, "height": video.height}
        if scene.image is not None:
            spec = {**self._file_image.identity(), **size, "content": self._digests.of(scene.image)}
            fit = scene.fit or self._settings.tree["images"]["fit"]
            spec |= _chosen(fit="blur" if fit == "blur" else None, focus=scene.focus)
            take = make_take("images", "file", scene.image.stem, spec, (str(scene.image),))
            return self._plan.keep(take)
        assert scene.image_prompt is not None
        spec = {**self._image.identity(), **size, "prompt": scene.image_prompt}
        spec |= _chosen(style=episode.style, seed=scene.seed, take=scene.image_take)
        guide = scene.reference if self._image.adapter.reference else None
        if guide is not None:
            spec["reference"] = self._digests.of(guide)
        sources = () if guide is None else (str(guide),)
        take = make_take("images", self._image.engine, scene.image_prompt, spec, sources)
        return self._plan.keep(take)

    def _thumbnail(self, episode: Episode, first: Take) -> Take:
        fit = episode.scenes[0].fit or self._settings.tree["images"]["fit"]
        takes = self._settings.takes
        return self._plan.keep(
            thumbnail_picture(episode, first, self._image, self._file_image, fit, takes)
        )

    def _episode_music(self, episode: Episode) -> Take | None:
        wish = episode.music
        if wish is None:
            return None
        seconds = wish.seconds or self._settings.tree["music"]["seconds"]
        if wish.file is not None:
            spec = {**self._file_music.identity(), "content": self._digests.of(wish.file)}
            take = make_take("music", "file", wish.file.stem, spec, (str(wish.file),))
            return self._plan.keep(take)
        spec = {**self._music.identity(), "prompt": wish.prompt, "seconds": seconds}
        return self._plan.keep(make_take("music", self._music.engine, wish.prompt or "", spec))

    def _track(self, episode: Episode, track: str, pictures: Sequence[Take]) -> TrackPlan:
        language = self._settings.language(track)
        lexicon = self._lexicon(episode.project, track)
        voices = [self._voice(scene, track, lexicon) for scene in episode.scenes]
        cuts = [self._cut(episode, scene, track) for scene in episode.scenes]
        clips = [
            self._clip(cut, scene, picture, voice, track)
            for cut, scene, picture, voice in zip(
                cuts, episode.scenes, pictures, voices, strict=True
            )
        ]
        transitions = [
            self._transition(cut, clip, following)
            for cut, (clip, following) in zip(cuts, pairwise(clips), strict=False)
        ]
        return TrackPlan(
            track=track,
            text=language["text"],
            locale=language["locale"],
            choice=self._speech[track],
            voices=tuple(voices),
            clips=tuple(clips),
            transitions=(*transitions, None),
            ambiences=tuple(self._ambient(cut) for cut in cuts),
            cuts=tuple(cuts),
        )

    def _cut(self, episode: Episode, scene: Scene, track: str) -> dict[str, dict[str, Any]]:
        """Return each wish for the cut of a scene, as settled between config and scene."""
        language = self._settings.language(track)
        return {
            key: layered(
                self._settings.tree[key],
                language.get(key),
                episode.cut.get(key),
                scene.cut.get(key),
            )
            for key in ("motion", "transition", "captions", "ambience")
        }

    def _ambient(self, cut: Mapping[str, Mapping[str, Any]]) -> Take | None:
        wish = cut["ambience"]
        if wish["kind"] == "none" or wish["volume"] == 0:
            return None
        spec = {
            **self._ambience.identity(),
            "ambience": wish["kind"],
            "seconds": wish["seconds"],
        }
        return self._plan.keep(make_take("ambience", self._ambience.engine, wish["kind"], spec))

    def _voice(self, scene: Scene, track: str, lexicon: Lexicon) -> Take:
        language = self._settings.language(track)
        choice = self._speech[track]
        own = scene.voice.get(track) or scene.voice.get(language["text"]) or {}
        text = scene.text[language["text"]]
        voice = own.get("voice", language["voices"][choice.engine])
        spec = {
            **choice.identity(),
            "text": text,
            "voice": voice,
            "locale": language["locale"],
            "speed": float(own.get("speed", language.get("speed", 1.0))),
        }
        spec |= _chosen(take=scene.voice_take, spoken=lexicon.spoken(text))
        sources: tuple[str, ...] = ()
        if choice.adapter.voice_is_file and voice != "default":
            if not is_file(Path(voice)):
                raise UserError(
                    f"track {track}: {choice.engine} is to speak like the recording {voice}, "
                    "which is not there; name a file, or `default`"
                )
            spec["voice"] = self._digests.of(Path(voice))
            sources = (voice,)
        return self._plan.keep(make_take("speech", choice.engine, text, spec, sources))

    def _clip(
        self,
        cut: Mapping[str, Mapping[str, Any]],
        scene: Scene,
        picture: Take,
        voice: Take,
        track: str,
    ) -> Take:
        video = self._settings.video
        text = scene.text[self._settings.language(track)["text"]]
        spec = {
            **video.spec(),
            "recipe": self._settings.encoder.adapter.recipe,
            "picture": picture.stem,
            "voice": voice.stem,
            "voice_loudness": float(self._settings.tree["sound"]["voice_loudness"]),
            "pause_frames": round(scene.pause * video.fps),
        }
        spec |= _chosen(
            motion=motion(cut["motion"], picture.spec),
            captions=captions(cut["captions"], text, voice.spec["locale"]),
        )
        ear = self._plan.ear
        if ear and "captions" in spec and stands_in(ear, self._speech[track]):
            spec["heard"] = ear.stem(voice)
        return self._plan.keep(make_take("clips", video.encoder, voice.spec["text"], spec))

    def _transition(
        self, cut: Mapping[str, Mapping[str, Any]], clip: Take, following: Take
    ) -> Take | None:
        video = self._settings.video
        how = transition(cut["transition"], video.fps)
        if how is None:
            return None
        then = {key: following.spec[key] for key in ("picture", "motion") if key in following.spec}
        spec = {**video.spec(), "recipe": TRANSITION_RECIPE, **how, "clip": clip.stem, "next": then}
        return self._plan.keep(make_take("transitions", video.encoder, how["kind"], spec))


def _chosen(**values: object) -> dict[str, object]:
    # What nobody chose stays out of the name.
    return {key: value for key, value in values.items() if value is not None}
