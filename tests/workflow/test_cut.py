"""Motion, transitions, captions, ambience in whole films: exact in time and in what they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from build.files import read_json
from workflow.channel import TINY, Channel, episode
from workflow.clicks import CLICK_SECONDS, RATE, find_click, heard, pitch, speak_clicks

CUT = {**TINY, "transition": {"kind": "crossfade", "seconds": 0.2}}
# With a transition out of every scene, links and subtitles as ever.
JOINS = {"join_clips": 1, "mix_sound": 1, "finish_video": 1, "link_track": 1}


def both(**rules: int) -> dict[str, int]:
    """Return `rules` and the joins for two tracks."""
    return {rule: 2 * count for rule, count in {**rules, **JOINS}.items()}


@pytest.fixture(scope="module")
def built_cut(tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Return a built channel of four scenes in two tracks, all of them crossfading."""
    channel = Channel(tmp_path_factory.mktemp("cut") / "channel", CUT)
    channel.write(episode(4))
    run = channel.build()
    assert run.status == 0, run.said
    assert (run.rules["cut_clip"], run.rules["blend_clips"]) == (8, 6)
    return channel


@pytest.fixture
def cut(built_cut: Channel, tmp_path: Path) -> Channel:
    """Return the built channel, for the test to change."""
    return built_cut.copy(tmp_path / "channel")


def one_prompt(script: dict[str, Any]) -> None:
    """Describe another picture for scene 2."""
    script["scenes"][1]["image_prompt"] = "a mountain in snow"


def one_text(script: dict[str, Any]) -> None:
    """Say scene 2 otherwise in Spanish."""
    script["scenes"][1]["text"]["es"] = "Otra frase."


def one_motion(script: dict[str, Any]) -> None:
    """Have scene 2 move."""
    script["scenes"][1]["motion"] = "pull"


def one_transition(script: dict[str, Any]) -> None:
    """Dip to black after scene 2."""
    script["scenes"][1]["transition"] = "dip"


def one_ambience(script: dict[str, Any]) -> None:
    """Have it rain in scene 2."""
    script["scenes"][1]["ambience"] = "rain"


def swap_scenes(script: dict[str, Any]) -> None:
    """Swap the first two scenes."""
    script["scenes"][:2] = script["scenes"][1::-1]


EDITS: list[tuple[Callable[[dict[str, Any]], None], dict[str, int]]] = [
    (one_prompt, both(cut_clip=1, blend_clips=2) | {"draw_image": 1, "link_pictures": 1}),
    (
        one_text,
        {"speak_line": 1, "cut_clip": 1, "blend_clips": 1, **JOINS, "write_subtitles": 1},
    ),
    (one_motion, both(cut_clip=1, blend_clips=2)),
    (one_transition, both(blend_clips=1)),
    (one_ambience, {"make_ambience": 1, "mix_sound": 2, "finish_video": 2}),
    (swap_scenes, both(blend_clips=2, write_subtitles=1) | {"link_pictures": 1}),
]
BUILT = (one_prompt, one_ambience, swap_scenes)


@pytest.mark.parametrize(("edit", "expected"), EDITS, ids=lambda v: getattr(v, "__name__", ""))
def test_an_edit_encodes_only_what_lies_around_it(
    cut: Channel, edit: Callable[[dict[str, Any]], None], expected: dict[str, int]
) -> None:
    script = cut.read()
    edit(script)
    cut.write(script)
    said = cut.dry_run()
    assert said.rules == expected, said.said
    if edit not in BUILT:  # the others' jobs are of the same kinds
        return
    done = cut.build()
    assert done.status == 0, done.said
    assert said.jobs == done.jobs
    assert cut.dry_run().jobs == frozenset()


def test_captions_of_one_track_leave_the_other_alone(cut: Channel) -> None:
    spanish = {**CUT["languages"]["es"], "captions": {"kind": "words"}}
    cut.configure({**CUT, "languages": {**CUT["languages"], "es": spanish}})
    run = cut.dry_run()
    assert run.rules == {"cut_clip": 4, "blend_clips": 3, **JOINS}


AN_HOUR = (pytest.mark.long, pytest.mark.timeout(4000))


@pytest.mark.parametrize(
    ("fps", "scenes", "seconds"),
    [
        (25, 6, 0.3),
        (60, 6, 0.3),
        *(pytest.param(fps, 120, 29.9, marks=AN_HOUR) for fps in (24, 25, 30, 60)),
    ],
)
def test_clicks_stay_with_pictures_that_move_blend_and_carry_captions(
    empty: Channel, fps: int, scenes: int, seconds: float
) -> None:
    """Every raw take holds a click at 40 ms; each scene moves and blends into the next."""
    colours = [
        (40 + 90 * (n % 3), 40 + 90 * (n // 3 % 3), 40 + 90 * (n % 2)) for n in range(scenes)
    ]
    script = [
        {
            "text": {"es": f"Línea número {number}, con algunas palabras."},
            "image": f"pictures/{own_picture(empty, number, colour)}",
            "motion": ["push", "left", "pull", "auto"][number % 4],
            "transition": ["crossfade", "dip"][number % 2],
        }
        for number, colour in enumerate(colours)
    ]
    empty.write(episode(1, title={"es": "Chasquidos"}, music=None, scenes=script))
    video = {**TINY["video"], "fps": fps}
    transition = {"seconds": 0.1}
    captions = {"kind": "words", "size": 0.1}
    empty.configure(
        {**TINY, "tracks": ["es"], "video": video, "transition": transition, "captions": captions}
    )
    assert empty.dry_run().status == 0
    lengths = speak_clicks(empty, seconds)
    run = empty.build("results/S01E01/es/final.mp4", timeout=3600)
    assert run.status == 0, run.said
    assert (run.rules["cut_clip"], run.rules["blend_clips"]) == (scenes, scenes - 1)

    final = empty.results / "S01E01/es/final.mp4"
    (sidecar,) = (empty.results / "takes/inserts").rglob("*.json")
    starts = [read_json(sidecar)["frames"]]
    for length in lengths:
        starts.append(starts[-1] + -(-length * fps // RATE) + 1)
    corners = list(corner_colours(final))
    assert len(corners) == starts[-1]
    for start, colour, before in zip(starts[1:-1], colours[1:], colours, strict=False):
        # The scene's own picture from its first frame on; the one before is still a mixture.
        off = np.abs(corners[start] - colour).max()
        assert off < 6, start
        assert np.abs(corners[start - 1] - colour).max() > off + 2, start
        assert np.abs(corners[start - fps // 5] - before).max() < 6, start
    sound = heard(final)
    late = []
    for number, start in enumerate(starts[:-1]):
        wanted = round((start / fps + CLICK_SECONDS) * RATE)
        late.append((find_click(sound, pitch(number), wanted) - wanted) / RATE * 1000)
    print(f"{fps} fps, {starts[-1]} frames: clicks are off by up to {np.abs(late).max():.3f} ms")
    assert np.abs(late).max() < 1.0


def own_picture(channel: Channel, number: int, colour: tuple[int, int, int]) -> str:
    path = channel.scripts / f"pictures/{number:03}.png"
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (160, 90), colour).save(path)
    return path.name


def corner_colours(final: Path) -> Iterator[np.ndarray]:
    """Yield the mean colour of every frame's upper left corner, where no caption stands."""
    with av.open(str(final)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")[:20, :40].reshape(-1, 3).mean(axis=0)


def test_the_ambience_is_heard_in_its_scene_alone(cut: Channel) -> None:
    script = cut.read()
    script["scenes"][1]["ambience"] = {"kind": "rain", "volume": 2}
    script["scenes"][1]["pause"] = 3
    script["scenes"][3]["pause"] = 3
    script["music"] = None
    cut.write(script)
    run = cut.build("results/S01E01/es/final.mp4")
    assert run.status == 0, run.said
    edit = read_json(cut.results / "S01E01/es/edit.json")
    clips = [read_json(cut.results / f"takes/{s['clip']}.json")["frames"] for s in edit["scenes"]]
    (sidecar,) = (cut.results / "takes/inserts").rglob("*.json")
    ends = np.cumsum([read_json(sidecar)["frames"], *clips])
    sound = heard(cut.results / "S01E01/es/final.mp4")

    def level(end: int) -> float:
        """Return the level of the pause that ends at that frame, but for its last second."""
        part = sound[(end - 75) * RATE // 30 : (end - 30) * RATE // 30]
        return 20 * np.log10(np.sqrt(np.mean(part**2)) + 1e-9)

    assert level(ends[2]) > -40
    assert level(ends[4]) < -80
