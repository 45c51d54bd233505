"""Reelmake: from episode scripts to finished videos. `snakemake -n` says what would be built."""

import atexit
import sys
from pathlib import Path

HOME = Path(workflow.basedir)
sys.path.insert(0, str(HOME / "scripts"))

from build.allocation import gather
from build.finished import Finished
from build.start import start


configfile: HOME / "config/config.yaml"


report: "resources/report/workflow.rst"


BUILD = start(workflow, config, HOME)
PLAN = BUILD.plan


pathvars:
    results=PLAN.settings.results,
    takes=PLAN.settings.takes,
    models=PLAN.settings.models,
    logs=f"{PLAN.settings.results}/logs",
    benchmarks=f"{PLAN.settings.results}/benchmarks",


include: "rules/common.smk"
include: "rules/script.smk"
include: "rules/models.smk"
include: "rules/images.smk"
include: "rules/speech.smk"
include: "rules/listen.smk"
include: "rules/music.smk"
include: "rules/import.smk"
include: "rules/clips.smk"
include: "rules/assembly.smk"
include: "rules/subtitles.smk"
include: "rules/links.smk"
include: "rules/thumbnails.smk"
include: "rules/distinct.smk"
include: "rules/publish.smk"
include: "rules/write.smk"
include: "rules/new.smk"
include: "rules/upload.smk"
include: "rules/verify.smk"
include: "rules/prune.smk"
include: "rules/review.smk"
include: "rules/report.smk"


def built_by_default(folder):
    """Return what a build makes of one episode."""
    return [
        *finals([folder]),
        *thumbnails_by_default([folder]),
        *distinct_by_default([folder]),
        *listened([folder]),
        *review_pages_by_default([folder]),
    ]


FINISHED = Finished(workflow, PLAN, HOME, WANTED, built_by_default)
atexit.register(FINISHED.note)


rule all:
    """Build every episode in every track (with publish_only, review_only: the pages alone)."""
    default_target: True
    input:
        (
            [
                *(pages() if PUBLISH_ONLY else []),
                *([*review_pages(), REVIEW_INDEX] if REVIEW_ONLY else []),
            ]
            if PUBLISH_ONLY or REVIEW_ONLY
            else lambda wildcards: FINISHED.default_targets()
        ),
        [] if PUBLISH_ONLY or REVIEW_ONLY else review_index_by_default(),
        refused(),


if workflow.remote_exec:
    gather(workflow)


onstart:
    BUILD.begin(file for job in workflow.dag.needrun_jobs() for file in job.output)


onsuccess:
    BUILD.end()


onerror:
    BUILD.end()
