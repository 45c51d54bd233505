"""Changes the code in many small ways, one at a time, and tells which of them no test notices.

    python tests/mutation.py [GROUP …] [--sample N] [--again]   (by `make mutants`; docs/tests.md)

mutmut wants to find the code under src/, so each group is a copy of the project of its own in
.mutants/. Of each module's mutants, N are drawn by a seed; 0 takes them all. With --again, only
those that lived through the run before are tried.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

HOME = Path(__file__).resolve().parents[1]
STAGE = HOME / ".mutants"
SEED = 6
LIVES = ("survived", "no tests")
COPIED = ("tests", "config", "resources", "rules", "profiles", "envs", "scripts_json", "scripts")


@dataclass(frozen=True)
class Group:
    """Modules whose mutants are tried by the same test files."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


def group(modules: str, tests: str) -> Group:
    """Return the group of `modules` of one package and `tests`, as words."""
    package, *names = modules.split()
    return Group(tuple(f"{package}/{name}" for name in names), tuple(tests.split()))


GROUPS = {
    "time": group(
        "media frames h264 loudness motion sound",
        "unit/test_frames unit/test_h264 unit/test_loudness unit/test_motion unit/test_sound "
        "unit/test_tempo",
    ),
    "words": group(
        "media captions letters subtitle_files subtitles",
        "unit/test_captions unit/test_letters unit/test_subtitle_files unit/test_subtitles",
    ),
    "films": group(
        "media distinct final intro",
        "unit/test_final unit/test_intro unit/test_tempo",
    ),
    "mix": group("media loop mix own_sound", "media/test_mix engines/test_ambience"),
    "letters": group(
        "media line_breaks text text_layout thumbnail",
        "unit/test_text media/test_thumbnail",
    ),
    "pictures": group(
        "media clip encode mux planes probe still streams transition video",
        "media/test_clip media/test_still",
    ),
    "names": group(
        "build cut digests distinct edit_lists hearing lexicon pictures plan planner takes "
        "thumbnails",
        "unit/test_digests unit/test_hearing unit/test_lexicon unit/test_plan unit/test_references "
        "unit/test_specs unit/test_takes unit/test_tempo unit/test_thumbnail_texts",
    ),
    "engines": group(
        "engines adapter choice",
        "unit/test_fallback unit/test_plan unit/test_models unit/test_specs",
    ),
}


def main() -> None:
    """Try the groups that are named, or all, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", default=list(GROUPS), metavar="GROUP")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--again", action="store_true")
    wish = parser.parse_args()
    for name in wish.groups:
        folder, modules = STAGE / name, GROUPS[name].modules
        lived = {module: living(folder, module) for module in modules} if wish.again else {}
        lay_out(folder, GROUPS[name])
        os.chdir(folder)
        chosen = {module: draw(module, wish.sample, lived.get(module)) for module in modules}
        command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1"]
        with Path("log").open("w") as log:
            names = [mutant for _, mutants in chosen.values() for mutant in mutants]
            subprocess.run([*command, *names], stdout=log, stderr=log, check=False)
        for module, (count, mutants) in chosen.items():
            tell(module, count, mutants)


def lay_out(folder: Path, wanted: Group) -> None:
    """Copy the project to `folder` anew, as mutmut wants it, with its settings."""
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    for part in COPIED:
        shutil.copytree(HOME / part, folder / part, ignore=ignored)
    shutil.copytree(HOME / "scripts", folder / "src", ignore=ignored)
    shutil.copy(HOME / "Snakefile", folder)
    own = {
        "source_paths": ["src"],
        "only_mutate": [f"src/{module}.py" for module in wanted.modules],
        "also_copy": [*COPIED, "Snakefile"],
        "pytest_add_cli_args": ["--hypothesis-profile=mutants", "-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": [f"tests/{test}.py" for test in wanted.tests],
        "use_git_change_detection": False,
        "timeout_constant": 60.0,  # seconds; a busy machine must not pass for a noticed mutant
        "process_isolation": "forkserver",  # where nothing that is computed once is there already
    }
    # JSON's lists, texts and numbers are TOML's too.
    lines = [f"{key} = {json.dumps(value)}" for key, value in own.items()]
    settings = (HOME / "pyproject.toml").read_text("utf-8").replace('["scripts", ', '["src", ')
    (folder / "pyproject.toml").write_text("\n".join([settings, "[tool.mutmut]", *lines]), "utf-8")


def living(folder: Path, module: str) -> set[str]:
    """Return which mutants of `module` lived through the last run in `folder`."""
    meta = json.loads((folder / f"mutants/src/{module}.py.meta").read_text("utf-8"))
    ended = meta["exit_code_by_key"].items()
    return {name for name, code in ended if status_by_exit_code[code] in LIVES}


def draw(module: str, sample: int, lived: set[str] | None) -> tuple[int, list[str]]:
    """Return how many mutants `module` has, and the names of those drawn, or that `lived`."""
    path = Path(f"src/{module}.py")
    made = mutate_file_contents(str(path), path.read_text("utf-8"), None, None).mutant_names
    found = sorted(get_mutant_name(path, name) for name in made)
    if lived is not None:
        return len(found), sorted(lived)
    if 0 < sample < len(found):
        return len(found), sorted(random.Random(SEED).sample(found, sample))
    return len(found), found


def tell(module: str, count: int, mutants: Sequence[str]) -> None:
    """Print what came of the `mutants` drawn of a module's `count`, and each that lives."""
    meta = json.loads(Path(f"mutants/src/{module}.py.meta").read_text("utf-8"))
    ended = {name: status_by_exit_code[meta["exit_code_by_key"].get(name)] for name in mutants}
    told = ", ".join(f"{number} {status}" for status, number in Counter(ended.values()).items())
    print(f"\n## {module}: {count} mutants, {len(mutants)} drawn: {told}", flush=True)
    for name, status in ended.items():
        if status in LIVES:
            print(
                f"\n{status}: {name}",
                *changed(get_diff_for_mutant(name, path=f"src/{module}.py")),
                sep="\n",
                flush=True,
            )


def changed(diff: str) -> Iterator[str]:
    """Yield the lines of `diff` that differ."""
    for line in diff.splitlines():
        if line[:1] in "+-" and line[:3] not in ("+++", "---"):
            yield line


if __name__ == "__main__":
    main()
