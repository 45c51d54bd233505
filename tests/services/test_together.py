"""The `together` engine over loopback: what it sends, makes of the answers, and costs."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.errors import UserError
from build.files import canonical
from engines.image import together
from services.conftest import KEY
from services.server import Reply, ScriptedServer, json_reply, serve
from services.sounds import draw, drawn, png

WISH = {"prompt": "a calm sea", "style": "in oil", "width": 320, "height": 180}
SETTINGS = {
    "model": "black-forest-labs/FLUX.1-schnell",
    "steps": 4,
    "per_minute": 1e6,
    "time_limit": 5,
    "usd_per_picture": 0.003,
}
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def engine(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> together.TogetherImage:
    monkeypatch.setenv("TOGETHER_API_KEY", KEY)
    server.answer(draw)
    return together.load({**SETTINGS, "base_url": server.address}, None)


def test_one_request_a_picture(engine: together.TogetherImage, server: ScriptedServer) -> None:
    picture = engine.draw({**WISH, "seed": 7})
    (request,) = server.requests
    assert request.path == "/v1/images/generations"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.json == {
        "model": "black-forest-labs/FLUX.1-schnell",
        "steps": 4,
        "prompt": "a calm sea, in oil",
        "width": 464,
        "height": 256,
        "n": 1,
        "seed": 7,
        "response_format": "base64",
        "output_format": "png",
    }
    assert (picture.image.size, picture.image.mode) == ((320, 180), "RGB")
    assert picture.record == {"requests": 1, "pictures": 1, "usd": 0.003}


def test_the_output_belongs_to_its_recipe(
    engine: together.TogetherImage, server: ScriptedServer
) -> None:
    # Changed on purpose? Raise RECIPE.
    made = hashlib.sha256(engine.draw({**WISH, "take": 2}).image.tobytes())
    made.update(canonical(server.requests[0].json).encode())
    assert (together.RECIPE, made.hexdigest()[:16]) == (1, "1f2f08097a89aa61")


def test_a_picture_of_another_shape_is_cropped_and_never_stretched(
    engine: together.TogetherImage, server: ScriptedServer
) -> None:
    server.answer(drawn(png(640, 640)))
    image = engine.draw({**WISH, "width": 180, "height": 320}).image
    left, right = image.getpixel((0, 160))[0], image.getpixel((179, 160))[0]
    assert image.size == (180, 320)
    assert 120 < abs(left - right) < 165  # the middle 9/16 of a ramp over 255 levels


def test_a_picture_behind_an_address_is_fetched(
    engine: together.TogetherImage, server: ScriptedServer
) -> None:
    at = json_reply({"data": [{"index": 0, "url": f"{server.address}/file?sig=hidden"}]})
    server.answer(at, Reply(500), Reply(200, png(464, 256)))
    picture = engine.draw(WISH)
    assert picture.image.size == (320, 180)
    assert [request.method for request in server.requests] == ["POST", "GET", "GET"]
    assert "authorization" not in server.requests[1].headers


def test_a_picture_whose_address_is_away_is_not_paid_for_again(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", KEY)
    engine = together.load({**SETTINGS, "time_limit": 0.2, "base_url": server.address}, None)
    at = json_reply({"data": [{"url": f"{server.address}/file"}]})
    server.answer(at, Reply(500))
    with pytest.raises(UserError, match="together gave nothing"):
        engine.draw(WISH)
    server.answer(Reply(200, png(464, 256)))
    engine.draw(WISH)
    assert [request.method for request in server.requests].count("POST") == 1
    # An address that is no longer served is of no value.
    server.answer(Reply(404), draw)
    engine.draw(WISH).written()
    assert [request.method for request in server.requests].count("POST") == 2


def test_an_address_elsewhere_is_not_fetched(
    engine: together.TogetherImage, server: ScriptedServer
) -> None:
    server.answer(json_reply({"data": [{"url": "https://elsewhere.test/x?sig=hidden"}]}))
    with pytest.raises(UserError, match=r"an address at elsewhere\.test, which is not") as error:
        engine.draw(WISH)
    assert "hidden" not in str(error.value)


def test_a_redirect_to_another_host_is_not_followed(
    engine: together.TogetherImage, server: ScriptedServer
) -> None:
    with serve() as other:
        at = json_reply({"data": [{"url": f"{server.address}/file"}]})
        server.answer(at, Reply(302, headers={"Location": f"{other.address}/file"}))
        with pytest.raises(UserError, match="which is not followed"):
            engine.draw(WISH)
        assert other.requests == []


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (json_reply({"data": []}), "answered without a picture"),
        (json_reply({"data": [{}]}), "answered without a picture"),
        (json_reply([]), "answered without a picture"),
        (json_reply({"data": [{"b64_json": "%"}]}), "answered a picture that is cut off"),
        (json_reply({"data": [{"b64_json": 5}]}), "answered without a picture"),
        (drawn(b"GIF89a?"), "answered what is no whole picture"),
        (drawn(png(464, 256)[:-200]), "answered what is no whole picture"),
        (json_reply({"error": {"message": "NSFW content detected"}}, 422), "reword it"),
    ],
)
def test_an_answer_that_is_no_picture_is_a_sentence_and_not_bought_twice(
    engine: together.TogetherImage, server: ScriptedServer, reply: Reply, sentence: str
) -> None:
    server.answer(reply)
    with pytest.raises(UserError, match=sentence):
        engine.draw(WISH)
    assert len(server.requests) == 1


def test_only_model_and_steps_name_a_picture() -> None:
    other = {**SETTINGS, "per_minute": 1, "time_limit": 1, "usd_per_picture": None, "base_url": "x"}
    assert together.identity(SETTINGS) == together.identity(other)
    assert set(together.identity(SETTINGS)) == {"model", "steps"}


@pytest.mark.parametrize(
    ("frame", "asked"),
    [
        ((1920, 1080), (1792, 1008)),
        ((1080, 1920), (1008, 1792)),
        ((1080, 1080), (1088, 1088)),
        ((3840, 2160), (1792, 1008)),
        ((1280, 720), (1280, 720)),
        ((160, 90), (464, 256)),
    ],
)
def test_the_size_that_is_asked_for(frame: tuple[int, int], asked: tuple[int, int]) -> None:
    assert together.drawn_size(*frame) == asked


@given(st.integers(16, 8000), st.integers(16, 8000))
def test_any_size_is_one_that_the_service_takes(width: int, height: int) -> None:
    asked = together.drawn_size(width, height)
    assert all(side % 16 == 0 and 256 <= side <= 1792 for side in asked)
    if 0.2 < width / height < 5:
        assert abs(asked[0] / asked[1] / (width / height) - 1) < 0.08


def test_a_seed_belongs_to_the_prompt_the_wish_and_the_take() -> None:
    seed = together.seed_of
    assert seed({**WISH, "seed": 7}) == 7
    assert seed(WISH) == seed({**WISH, "style": "x", "width": 1}) != seed({**WISH, "prompt": "b"})
    takes = [{}, {"take": 2}, {"take": 3}, {"seed": 7, "take": 2}, {"seed": 8, "take": 2}]
    assert len({seed({**WISH, **take}) for take in takes}) == 5
    assert all(0 <= seed({**WISH, **take}) < 2**31 for take in takes)
