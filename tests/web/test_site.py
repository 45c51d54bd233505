"""The exported tree in a real static-site generator, and its page in a real browser.

Eleventy and playwright-core are installed once into `.cache/web` of the checkout.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from web.publishing import publish_page

HOME = Path(__file__).resolve().parents[2]
CACHE = HOME / ".cache/web"
PACKAGES = ["@11ty/eleventy@3.1.2", "playwright-core@1.56.1"]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
HOSTILE = "¿Qué? --- {{ 7 * 7 }} <script>document.title = 'broken'</script> \"q\" 'q' : \t# 💧"

# A platform's own part: pages from front matter and body, data as they are.
CONFIG = """
export default function (eleventy) {
  eleventy.addPassthroughCopy("data/**/*.{mp4,png}");
  return { markdownTemplateEngine: false, dir: { output: "_site" } };
}
"""
DEFAULTS = """
export default {
  layout: "film.njk",
  permalink: (data) => `${data.page.filePathStem.replace("content.", "")}/index.html`,
};
"""
LAYOUT = """<!doctype html>
<meta charset="utf-8">
<title>{{ title }}</title>
<meta name="description" content="{{ description }}">
<h1>{{ title }}</h1>
<p id="facts">{{ season }} {{ episode_number }}
{{ media.duration_seconds }} {{ tags | join(",") }}</p>
<video controls muted poster="../{{ media.thumbnail }}"
  src="../assets/{{ media.site_video_id | urlencode }}.mp4"></video>
<main>{{ content | safe }}</main>
"""
LOOK = """
import { chromium } from "playwright-core";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
const [root, browser, address, shot] = process.argv.slice(2);
const types = { html: "text/html", mp4: "video/mp4", png: "image/png" };
const server = createServer(async (request, answer) => {
  try {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const body = await readFile(root + (path.endsWith("/") ? path + "index.html" : path));
    answer.writeHead(200, { "content-type": types[path.split(".").pop()] ?? types.html });
    answer.end(body);
  } catch { answer.writeHead(404); answer.end(); }
}).listen(0, "127.0.0.1");
await new Promise((ready) => server.once("listening", ready));
const chrome = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
const page = await chrome.newPage({ viewport: { width: 800, height: 700 } });
const missing = [];
page.on("response", (r) => {
  if (r.status() >= 400 && !r.url().includes("favicon")) missing.push(r.url());
});
await page.goto(`http://127.0.0.1:${server.address().port}${address}`);
const played = await page.evaluate(async () => {
  const video = document.querySelector("video");
  await video.play();
  await new Promise((done, fail) => {
    video.onended = done;
    video.onerror = () => fail(video.error);
  });
  return { seconds: video.currentTime, width: video.videoWidth };
});
await page.screenshot({ path: shot });
console.log(JSON.stringify({ ...played, missing, title: await page.title(),
  heading: await page.textContent("h1"), facts: await page.textContent("#facts"),
  description: await page.getAttribute("meta[name=description]", "content"),
  main: await page.innerText("main"), scripts: await page.locator("script").count() }));
await chrome.close();
server.close();
"""


@pytest.fixture(scope="module")
def generator() -> Path:
    """Return the folder in which the generator is installed."""
    if not shutil.which("npm") or not CHROMIUM:
        pytest.skip("npm and Chromium are needed to look at a page; install both")
    wanted = json.dumps(PACKAGES)
    mark = CACHE / "installed.json"
    if not mark.exists() or mark.read_text() != wanted:
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE / "package.json").write_text('{"private": true, "type": "module"}')
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save"]
        command = ["npm", "install", *flags, *PACKAGES]
        done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm could not install {' and '.join(PACKAGES)}: {done.stderr[-300:]}")
        mark.write_text(wanted)
    return CACHE


def edit(site: Path, picture: Path, **own: Any) -> dict[str, Any]:
    return {
        "site": str(site),
        "site_is_given": False,
        "folder": "data/sites/reelmake/series/saga-01",
        "saga": 1,
        "number": 1,
        "title": HOSTILE,
        "description": HOSTILE,
        "visual_mode": HOSTILE,
        "tags": ["Océano", HOSTILE],
        "keywords": [HOSTILE],
        "recommended_products": [],
        "youtube_id": None,
        "body": "",
        "series": {"title": None, "description": None},
        "complete_at": 10,
        "picture": str(picture),
        **own,
    }


def test_a_generator_builds_the_site_and_a_browser_plays_the_film(
    generator: Path, tmp_path: Path, film: Path, picture: Path
) -> None:
    site = tmp_path / "site"
    body = "## En números\n\n---\n\ntitle: mine\n\n- {{ 7 * 7 }}"
    for track, own in (("es", {"body": body}), ("en", {"track": "en", "title": "Plain"})):
        results = tmp_path / track
        results.mkdir()
        shutil.copy(film, results / "final.mp4")
        wish = {**edit(site, picture), "track": track, **own}
        receipt = results / "published.json"
        assert publish_page(wish, results / "final.mp4", receipt, tmp_path / ".lock") == []

    (site / "eleventy.config.js").write_text(CONFIG)
    (site / "package.json").write_text('{"type": "module"}')
    (site / "data/data.11tydata.js").write_text(DEFAULTS)
    (site / "_includes").mkdir()
    (site / "_includes/film.njk").write_text(LAYOUT)
    (site / "node_modules").symlink_to(generator / "node_modules")
    node = ["node", "--no-warnings"]
    built = run([*node, generator / "node_modules/@11ty/eleventy/cmd.cjs"], site)
    assert "Wrote 2 files" in built

    look = generator / "look.mjs"
    look.write_text(LOOK)
    seen = {}
    for track in ("es", "en"):
        address = f"/data/sites/reelmake/series/saga-01/ep-01/{track}/"
        shot = tmp_path / f"{track}.png"
        seen[track] = json.loads(run([*node, look, site / "_site", CHROMIUM, address, shot], site))
        assert seen[track]["missing"] == []
        assert seen[track]["width"] == 320
        assert seen[track]["seconds"] == pytest.approx(2, abs=0.1)
        # Wherever the text came from, it is shown and never run.
        assert seen[track]["scripts"] == 0
        assert Image.open(shot).size == (800, 700)
    if keep := os.environ.get("REELMAKE_SCREENSHOTS"):
        shutil.copy(tmp_path / "es.png", keep)
    assert seen["es"]["title"] == " ".join(HOSTILE.split())
    assert seen["es"]["heading"] == HOSTILE
    assert seen["es"]["description"] == HOSTILE
    assert " ".join(seen["es"]["facts"].split()).startswith("1 1 60 oceano,")
    assert "{{ 7 * 7 }}" in seen["es"]["main"]
    assert "title: mine" in seen["es"]["main"]
    # Without a body the description stands there, letter by letter.
    assert seen["en"]["main"].split() == HOSTILE.split()


def run(command: list[str | Path], where: Path) -> str:
    """Return what `command` says when it ends well."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=where,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
