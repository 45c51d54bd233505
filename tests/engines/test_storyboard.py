"""The storyboard: the same bytes always, the size asked for, the words seen, the prompt legible."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines.adapter import adapter
from engines.image import storyboard
from engines.image.storyboard_art.canvas import Canvas
from engines.image.storyboard_art.light import light_for
from engines.image.storyboard_art.noise import Dice, field, wave
from engines.image.storyboard_art.slate import slate
from engines.image.storyboard_art.stages import compose
from engines.image.storyboard_art.words import concepts

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
OCEAN = {"prompt": "Calm ocean at dawn", "width": 320, "height": 180, "seed": 3, "take": 1}
# What was drawn under this RECIPE, 160 x 90.
GOLDEN = {
    "Calm open ocean at dawn, low sun, mist rising from warm water": "f4e6ad39fa44c738",
    "Towering cumulus clouds over a coast": "3348326d0dcf1a14",
    "Rain falling on a green valley, dark clouds": "1d91f23bd594e727",
    "Snow covered mountain peaks, a blue glacier": "6ce1cd9d3c5c58c4",
    "A river winding through a forest": "f60b2e624515f33a",
    "Underground aquifer": "78b8bc92add8b2ba",
    "A glass of water on a table by a window, city at night": "3eb89a3df1fc60f9",
    "Planet Earth from space": "477f5af1c23f4b07",
    "Two hands holding a drop of water": "b9f948e11bbb110b",
    "El sentido de la justicia — 水 · ماء": "c2893a061ba6bdd2",
}


@pytest.fixture(scope="module")
def engine() -> storyboard.Storyboard:
    return storyboard.load({}, Path("models"))


def digest(picture: Image.Image) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()[:16]


def drawn(engine: storyboard.Storyboard, **changes: object) -> Image.Image:
    return engine.draw({**OCEAN, **changes}).image


@pytest.mark.parametrize("prompt", GOLDEN)
def test_the_output_belongs_to_its_recipe(engine: storyboard.Storyboard, prompt: str) -> None:
    # Changed on purpose? Raise RECIPE, then write down the new digests.
    picture = drawn(engine, prompt=prompt, width=160, height=90)
    assert (storyboard.RECIPE, digest(picture)) == (1, GOLDEN[prompt]), (
        "The storyboard's output changed. On purpose? Raise RECIPE in engines/image/storyboard.py "
        "and put the new digests here, or old takes are kept under a new look's name."
    )


def test_equal_specs_give_equal_bytes_in_any_order_and_thread(
    engine: storyboard.Storyboard,
) -> None:
    prompts = ["Sea", "Forest and river", "City at night", "Sea", "Forest and river"]
    first = [digest(drawn(engine, prompt=prompt)) for prompt in prompts]
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda prompt: digest(drawn(engine, prompt=prompt)), prompts))
    assert first == again
    assert first[0] == first[3] and len(set(first)) == 3


def test_equal_specs_give_equal_bytes_in_another_process(engine: storyboard.Storyboard) -> None:
    code = (
        "import hashlib\nfrom pathlib import Path\nfrom engines.image import storyboard\n"
        f"picture = storyboard.load({{}}, Path('x')).draw({OCEAN!r}).image\n"
        "print(hashlib.sha256(picture.tobytes()).hexdigest()[:16])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=SCRIPTS, check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == digest(drawn(engine))


def test_seed_take_and_prompt_change_the_picture_and_nothing_else_does(
    engine: storyboard.Storyboard,
) -> None:
    base = digest(drawn(engine))
    assert base not in {
        digest(drawn(engine, **change))
        for change in ({"seed": 4}, {"take": 2}, {"prompt": "Calm ocean at dusk"})
    }
    assert digest(drawn(engine, scene=7, index=3)) == base
    assert digest(drawn(engine, prompt="  Calm ocean\n at dawn ")) == base


@pytest.mark.parametrize(
    "size",
    [(320, 180), (180, 320), (240, 240), (321, 137), (97, 211), (64, 36), (400, 60), (60, 400)],
)
@pytest.mark.parametrize(
    "prompt",
    ["Ocean at dawn, a ship", "Snow mountain, glacier", "A glass on a table", "Earth", "Xyzzy", ""],
)
def test_the_size_is_exact_in_every_format(
    engine: storyboard.Storyboard, size: tuple[int, int], prompt: str
) -> None:
    picture = drawn(engine, prompt=prompt, width=size[0], height=size[1])
    assert picture.mode == "RGB" and picture.size == size


@pytest.mark.parametrize(
    "prompt",
    [
        "sun sea ship lighthouse beach palm bird mist rain",
        "mountain snow night stars moon house person deer",
        "river forest autumn field wind factory fire road people",
        "desert camel volcano lava storm lightning",
        "iceberg in the arctic sea", "glacier", "lake", "tropical coast", "spring road",
        "city street rain night", "underground aquifer", "cave", "coral reef fish",
        "rocket to the moon", "galaxy", "planet earth", "window and a lamp in a kitchen",
        "book", "clock", "map", "engine", "data", "molecule", "hands and seed", "plant", "drop",
        "lamp", "glass", "desk with map and clock", "towering cumulus", "clouds in the sky",
    ],
)  # fmt: skip
def test_every_motif_can_be_drawn(engine: storyboard.Storyboard, prompt: str) -> None:
    for size in ((160, 90), (90, 160)):
        picture = np.asarray(drawn(engine, prompt=prompt, width=size[0], height=size[1]), float)
        below = picture[picture.shape[0] // 3 :]
        assert below.std() > 8, "the frame is empty"
        assert 8 < below.mean() < 247


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("The sea at night, a lighthouse", {"sea", "night", "lighthouse"}),
        ("El mar de noche y un faro", {"sea", "night", "lighthouse"}),
        ("El mar de nit i un far", {"sea", "night"}),
        ("Montañas nevadas, un río y bosques", {"mountain", "snow", "river", "forest"}),
        ("Muntanyes nevades, un riu i boscos", {"mountain", "snow", "river", "forest"}),
        ("Núvols sobre la ciutat", {"cloud", "city"}),
        ("Starting a mistake, rocketing", set()),
    ],
)
def test_key_words_are_known_in_three_languages(prompt: str, wanted: set[str]) -> None:
    found = set(concepts(prompt))
    assert wanted <= found
    assert wanted or not found & {"star", "mist", "mountain"}


def test_words_set_the_hour() -> None:
    hours = {
        "sea at dawn": "dawn", "mar al atardecer": "dusk", "ciutat de nit": "night",
        "lluvia": "storm", "desierto": "heat", "una glacera": "frost",
    }  # fmt: skip
    assert {text: light_for(concepts(text), Dice(text)).name for text in hours} == hours


def test_night_is_darker_than_day_and_dusk_is_warmer(engine: storyboard.Storyboard) -> None:
    def colour(prompt: str) -> np.ndarray:
        return np.asarray(drawn(engine, prompt=prompt), float)[60:100].mean(axis=(0, 1))

    assert colour("sea at night").mean() < 0.6 * colour("sea at midday").mean()
    dusk, day = colour("sea at sunset"), colour("sea at midday")
    assert dusk[0] - dusk[2] > 30 > day[0] - day[2]


@pytest.mark.parametrize(
    "prompt",
    [
        "Calm ocean", "دورة المياه في الطبيعة", "水の循環", "물의 순환", "जल चक्र", "👩‍👩‍👧‍👦 🌊",
        "word " * 300,
    ],
)  # fmt: skip
def test_the_prompt_is_legible_on_the_slate(prompt: str) -> None:
    dice = Dice("slate")
    bare, marked = Canvas(640, 360, dice), Canvas(640, 360, dice)
    compose(bare, {"sea": 0}, dice, dice.fork("a"))
    compose(marked, {"sea": 0}, dice, dice.fork("a"))
    slate(bare, "", "")
    slate(marked, prompt, "")
    rows = 22  # the first line of the prompt, in any script
    written = marked.rgb[:, 8 : 8 + rows].max(axis=0)
    assert (written > 0.8).sum() > 40, "no letters"
    assert np.median(written) < 0.4, "the ground behind the letters is too bright"
    margin = round(640 * 0.05) - 1
    assert (written[:, :margin] < 0.6).all() and (written[:, -margin:] < 0.6).all()
    assert not np.any(marked.rgb[:, 160:] != bare.rgb[:, 160:]), "the slate takes too much"


def test_a_gradient_has_no_bands() -> None:
    canvas = Canvas(64, 400, Dice("bands"))
    dark, less = np.full(3, 0.2, np.float32), np.full(3, 0.24, np.float32)
    canvas.rgb[:] = canvas.gradient([(0.0, dark), (1.0, less)], 0, 400)
    rows = canvas.finish()[:, :, 0]
    assert all(len(np.unique(row)) > 1 for row in rows), "a row of one value is a visible step"


def test_noise_is_exact_arithmetic() -> None:
    assert np.array_equal(field(Dice("a"), 40, 30, (9, 7)), field(Dice("a"), 40, 30, (9, 7)))
    assert wave(np.array([0.0, 0.25, 0.5, 0.75, 1.0])).tolist() == [0.0, 1.0, 0.0, -1.0, 0.0]


def test_importing_the_engine_is_light() -> None:
    code = "import sys\nfrom engines.image import storyboard\n"
    code += "assert not {'numpy', 'PIL', 'uharfbuzz'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=SCRIPTS, check=True)
    found = adapter("image", "storyboard")
    assert found.unavailable({}) is None and found.models({}) == ()
