"""Time Reelmake beside its peers: `make bench`, or with other sizes

python -m bench.run --scenes 3 --seconds 2 --short-side 480
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from bench import measure, quality
from bench.errors import BenchError
from bench.film import ROOT, Film
from bench.peers import editly_peer
from bench.reelmake import Reelmake
from bench.report import KEEPS_CLIPS, SCENES, write_report
from bench.results import Results, machine, versions

PEERS = ("moviepy", "ffmpeg", "editly")
SYSTEMS = ("reelmake", *PEERS)
REPEATS = (1, 3, 6)  # 10, 30 and 60 minutes where the film is 10


def main() -> int:
    """Measure what the command line asks for, then write the report."""
    asked = _arguments()
    film = Film(asked.scenes, asked.seconds, asked.short_side)
    results = Results(film.folder / "results.json")
    try:
        _prepare(film, results, asked.cores)
        # One after the other: nothing else runs while something is timed.
        for system in asked.only:
            results.drop("runs", system)
            results.drop("absent", system)
            if system == "reelmake":
                _measure_reelmake(film, results, asked.cores)
            else:
                _measure_peer(system, film, results, asked.limit * 60 if asked.limit else None)
        if asked.scaling:
            _scale(film, results, asked.cores)
        write_report(results.tree, asked.report or film.folder, asked.name)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    print(f"The report is {(asked.report or film.folder) / asked.name}.md")
    return 0


def _prepare(film: Film, results: Results, cores: int) -> None:
    _tell("drawing pictures, speaking lines, composing music (untimed)")
    film.draw_pictures()
    Reelmake(film, cores).prepare()
    results.put("film", value={**asdict(film), "cores": cores})
    results.put("machine", value=machine())
    results.put("versions", value=versions())


def _measure_reelmake(film: Film, results: Results, cores: int) -> None:
    reelmake = Reelmake(film, cores)
    _tell("reelmake: full assembly")
    results.put("runs", "reelmake", "full", value=asdict(reelmake.full()))
    results.put("runs", "reelmake", "film", value=quality.look(reelmake.final, film.read_plan()))
    _tell("reelmake: one-line edit")
    results.put("runs", "reelmake", "edit", value=asdict(reelmake.edit()))


def _measure_peer(peer: str, film: Film, results: Results, limit: float | None) -> None:
    # A peer that cannot be had, or fails, is told of in the report and stops no other.
    why = editly_peer.install() if peer == "editly" else None
    try:
        if why is None:
            _time_peer(peer, film, results, limit)
    except BenchError as error:
        why = "it ended with an error"
        _tell(f"{peer}: {error}")
    if why:
        results.drop("runs", peer)
        results.put("absent", peer, value=why)
        _tell(f"{peer} is left out: {why}")


def _time_peer(peer: str, film: Film, results: Results, limit: float | None) -> None:
    output = film.folder / f"{peer}/film.mp4"
    output.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", f"bench.peers.{peer}_peer", film.plan, output]
    log = film.folder / f"logs/{peer}.log"
    _tell(f"{peer}: full assembly")
    full = measure.run(command, ROOT, log, limit)
    results.put("runs", peer, "full", value=asdict(full))
    if not full.whole:
        _tell(f"{peer}: given up on after {full.wall:.0f} s")
        return
    results.put("runs", peer, "film", value=quality.look(output, film.read_plan()))
    if peer in KEEPS_CLIPS:
        _tell(f"{peer}: one-line edit")
        results.put("runs", peer, "edit", value=asdict(measure.run([*command, "edit"], ROOT, log)))


def _scale(film: Film, results: Results, cores: int) -> None:
    for repeats in REPEATS:
        reelmake = Reelmake(film, cores, repeats)
        _tell(f"Reelmake at {film.scenes * repeats} scenes: voices (untimed)")
        reelmake.prepare()
        _tell(f"Reelmake at {film.scenes * repeats} scenes: full assembly, one-line edit")
        full = asdict(reelmake.full())
        edit = asdict(reelmake.edit())
        frames, seconds, _ = quality.lengths(reelmake.final)
        found = {"frames": frames, "seconds": seconds, "bytes": reelmake.final.stat().st_size}
        key = str(film.scenes * repeats)
        results.put("scaling", key, value={"full": full, "edit": edit, **found})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time Reelmake beside its peers.")
    parser.add_argument("--scenes", type=int, default=SCENES)
    parser.add_argument("--seconds", type=int, default=10, help="of each scene, about")
    parser.add_argument("--short-side", type=int, default=1080, help="pixels of the shorter side")
    parser.add_argument("--peers", type=_names(PEERS), default=PEERS, help="beside Reelmake")
    parser.add_argument(
        "--only",
        type=_names(SYSTEMS),
        help="measure these alone, and keep what is known of the others",
    )
    parser.add_argument("--scaling", action="store_true", help="Reelmake at 1, 3 and 6 times this")
    parser.add_argument("--cores", type=int, default=2, help="that Reelmake may use")
    parser.add_argument("--limit", type=float, help="minutes to wait for a peer's full assembly")
    parser.add_argument("--report", type=Path, help="the folder for bench.md and bench.svg")
    parser.add_argument("--name", default="bench", help="of the report's two files")
    asked = parser.parse_args()
    if asked.only is None:
        asked.only = ("reelmake", *asked.peers)
    return asked


def _names(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    # The type of an argument that lists some of the known names.
    def names(text: str) -> tuple[str, ...]:
        asked = tuple(filter(None, text.split(",")))
        for name in asked:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(known)}")
        return asked

    return names


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
