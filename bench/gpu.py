"""What a GPU draws, and in what memory, by an engine of diffusers:

    .environments/…/bin/python -m bench.gpu --engine zimage --pictures 20

Run by the Python of envs/diffusion.yaml. Checkpoints are random, of full size, so nothing has to be
fetched; `--checkpoint` takes a real one, `--tiny` tries the bench itself out on any machine. Every
row is a process of its own, so that peaks are its own. Rows: a bare diffusers loop; the same
pictures through the worker, PNG and sidecar written; each placement with the GPU's memory capped;
compiled blocks; attention kernels; 8-bit weights.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
os.environ.setdefault("HF_HUB_OFFLINE", "1")
FRAME = (1920, 1080)
TINY_FRAME = (96, 54)
BACKENDS = ("flash", "_flash_3", "sage", "xformers")  # beside native


def main() -> int:
    """Measure every row, print them as a table, and keep them as JSON."""
    asked = _arguments()
    if asked.row is not None:
        print(json.dumps(_measure(json.loads(asked.row))))
        return 0
    asked.folder.mkdir(parents=True, exist_ok=True)
    checkpoint = asked.checkpoint or _random_checkpoint(asked.engine, asked.folder, asked.tiny)
    base = {
        "engine": asked.engine,
        "checkpoint": str(checkpoint),
        "frame": TINY_FRAME if asked.tiny else FRAME,
        "pictures": asked.pictures,
        "folder": str(asked.folder),
        "capped_gb": None,
        "settings": {"threads": 1} if asked.tiny else {},
    }
    rows = []
    for change in _plan(asked.engine, asked.pictures, asked.capped_gb):
        row = {**base, **change, "settings": {**base["settings"], **change.get("settings", {})}}
        rows.append({**row, **_in_a_process(row)})
        print(_line(rows[-1]), flush=True)
    (asked.folder / "gpu.json").write_text(json.dumps(rows, indent=1) + "\n")
    return 0


def _plan(engine: str, pictures: int, capped_gb: float) -> list[dict[str, Any]]:
    """Return what to measure, as changes to a plain row."""
    few = {"pictures": min(3, pictures), "way": "engine"}
    capped = [
        {**few, "name": f"{place}, {capped_gb:g} GB", "capped_gb": capped_gb}
        | _set(placement=place)
        for place in ("auto", "none", "model", "group", "sequential")
    ]
    eight = [
        {**few, "name": f"{weights}, {capped_gb:g} GB", "capped_gb": capped_gb}
        | _set(weights=weights)
        for weights in ("int8", "fp8")
    ]
    kernels = BACKENDS if engine == "zimage" else ()
    return [
        {"name": "bare loop", "way": "bare"},
        {"name": "worker", "way": "worker"},
        {"name": "worker, compiled", "way": "worker"} | _set(compile="on"),
        *({**few, "name": f"attention {name}"} | _set(attention=name) for name in kernels),
        *capped,
        *eight,
    ]


def _set(**settings: object) -> dict[str, Any]:
    return {"settings": settings}


def _in_a_process(row: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.gpu", "--row", json.dumps(row)]
    log = Path(row["folder"], f"{row['name'].replace(' ', '-').replace(',', '')}.log")
    with log.open("w") as said:
        run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True)
    if run.returncode != 0:
        lines = log.read_text().strip().splitlines()
        return {"failed": lines[-1] if lines else f"it ended with {run.returncode}"}
    return json.loads(run.stdout.splitlines()[-1])


def _measure(row: dict[str, Any]) -> dict[str, Any]:
    """Draw a row's pictures; seconds to load, of the first and of the others, and peak GB."""
    began = time.monotonic()
    if row["capped_gb"] is not None:
        _cap(row["capped_gb"])
    draw, record = {"bare": _bare, "worker": _worker, "engine": _engine}[row["way"]](row)
    loaded = time.monotonic()
    taken = []
    for number in range(row["pictures"]):
        start = time.monotonic()
        draw(number)
        taken.append(time.monotonic() - start)
    total = time.monotonic() - began
    rest = taken[1:] or taken
    seconds = {
        "load": loaded - began,
        "first": taken[0],
        "picture": statistics.median(rest),
        "all": total,
    }
    return {"seconds": seconds, "peak_gb": _peak_gb(), "record": record()}


Draw = tuple[Callable[[int], None], Callable[[], dict[str, Any]]]


def _spec(row: dict[str, Any], number: int) -> dict[str, Any]:
    width, height = row["frame"]
    prompt = f"Scene {number}: a river runs from a glacier to the sea, low sun, mist"
    return {"prompt": prompt, "width": width, "height": height, "seed": number}


def _engine(row: dict[str, Any]) -> Draw:
    from engines.adapter import adapter

    loaded = adapter("image", row["engine"]).load(_settings(row), Path())
    records: list[dict[str, Any]] = []

    def draw(number: int) -> None:
        picture = loaded.draw(_spec(row, number))
        records.append(dict(picture.record))
        picture.image.save(_picture(row, number), compress_level=4)

    return draw, lambda: records[-1]


def _worker(row: dict[str, Any]) -> Draw:
    from build.owner import declare_owner
    from engines.client import make, stop_workers
    from engines.protocol import WorkerKey

    declare_owner()
    key = WorkerKey("image", row["engine"], _settings(row), "")

    def draw(number: int) -> None:
        picture = _picture(row, number)
        log = Path(row["folder"], "worker.log")
        make(key, _spec(row, number), picture, picture.with_suffix(".json"), [], log)

    def record() -> dict[str, Any]:
        stop_workers()
        sidecar = _picture(row, row["pictures"] - 1).with_suffix(".json")
        return json.loads(sidecar.read_text())["made_by"]

    return draw, record


def _bare(row: dict[str, Any]) -> Draw:
    """Return what a person would write who has the memory: load, move, loop, save."""
    import diffusers
    import torch

    from engines import torch_device
    from engines.image.diffusion import frames

    kind = {"zimage": "ZImagePipeline", "sdxl": "StableDiffusionXLPipeline"}[row["engine"]]
    place = torch_device.best_device()
    settings = _settings(row)
    if "threads" in settings:
        torch.set_num_threads(settings["threads"])
    dtype = torch_device.precision(place, torch.bfloat16)
    pipe = getattr(diffusers, kind).from_pretrained(row["checkpoint"], dtype=dtype).to(place)
    pipe.vae.enable_tiling()
    pipe.set_progress_bar_config(disable=True)
    steps, guidance = (9, 0.0) if row["engine"] == "zimage" else (50, 7.5)
    width, height = frames.covering(tuple(row["frame"]), 16, 2048 * 2048)
    if row["engine"] == "sdxl":
        from engines.image.sdxl import shapes

        own = shapes(pipe.default_sample_size * 8)
        width, height = frames.nearest_shape(tuple(row["frame"]), own)

    def draw(number: int) -> None:
        spec = _spec(row, number)
        drawn = pipe(
            spec["prompt"],
            width=width,
            height=height,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=torch.Generator("cpu").manual_seed(number),
        ).images[0]
        drawn.save(_picture(row, number), compress_level=4)

    return draw, lambda: {**torch_device.told(place, dtype), "drawn_at": [width, height]}


def _settings(row: dict[str, Any]) -> dict[str, Any]:
    return {"model": row["checkpoint"], **row["settings"]}


def _picture(row: dict[str, Any], number: int) -> Path:
    return Path(row["folder"], f"{row['engine']}-{number}.png")


def _cap(gigabytes: float) -> None:
    import torch

    if torch.cuda.is_available():
        total = torch.cuda.mem_get_info()[1]
        torch.cuda.set_per_process_memory_fraction(min(1.0, gigabytes * 1e9 / total))


def _peak_gb() -> float | None:
    """Return the most this process had on the GPU; None where it had none (worker, CPU)."""
    import torch

    peak = torch.cuda.max_memory_reserved() if torch.cuda.is_available() else 0
    return round(peak / 1e9, 2) if peak else None


def _random_checkpoint(engine: str, folder: Path, tiny: bool) -> Path:
    from bench import checkpoints

    checkpoint = folder / f"{engine}-{'tiny' if tiny else 'full'}"
    if not (checkpoint / "model_index.json").is_file():
        getattr(checkpoints, engine)(str(checkpoint), full=not tiny)
    return checkpoint


def _line(row: dict[str, Any]) -> str:
    if "failed" in row:
        return f"| {row['name']} | – | – | – | – | {row['failed'][:100]} |"
    seconds, record = row["seconds"], row["record"]
    told = ", ".join(
        str(record[key]) for key in ("device", "placement", "did_not_fit") if key in record
    )
    peak = "–" if row["peak_gb"] is None else f"{row['peak_gb']:.1f}"
    return (
        f"| {row['name']} | {seconds['load']:.1f} | {seconds['first']:.2f} | "
        f"{seconds['picture']:.2f} | {peak} | {told} |"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure an engine of diffusers on this machine.")
    parser.add_argument("--engine", choices=("zimage", "sdxl"), default="zimage")
    parser.add_argument("--pictures", type=int, default=20)
    parser.add_argument("--checkpoint", type=Path, help="a real one, for random weights")
    parser.add_argument("--capped-gb", type=float, default=12.0, help="for the rows on placement")
    parser.add_argument("--tiny", action="store_true", help="a tiny model and frame")
    parser.add_argument("--folder", type=Path, default=ROOT / ".bench/gpu", help="for what is made")
    parser.add_argument("--row", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.folder = asked.folder.resolve()
    if asked.row is None:
        print("| what | load, s | first, s | a picture, s | peak, GB | how |")
        print("|---|---|---|---|---|---|", flush=True)
    return asked


if __name__ == "__main__":
    sys.exit(main())
