"""Review: a page per episode to look it over and fix it from, and an index of them all.

snakemake review

With `review_only=true` they show what is there as it is; nothing is built for them.
"""

from build.files import is_newer
from build.reviewing import shown_files

REVIEW_ONLY = PLAN.settings.tree["review_only"]
# Whether a build writes pages by default: none of results in a bucket.
REVIEWED = PLAN.settings.tree["review"]["page"] and not STORED
REVIEW_INDEX = f"{PLAN.settings.results}/review.html"


def review_pages(folders=WANTED):
    """Return the pages of episodes."""
    return [f"{PLAN.settings.results}/{folder}/review.html" for folder in folders]


def review_pages_by_default(folders):
    """Return the pages of episodes that a build writes by default."""
    return review_pages(folders) if REVIEWED else []


def review_index_by_default():
    """Return the index of pages where a build writes it by default."""
    return [REVIEW_INDEX] if REVIEWED else []


def review_summaries(wildcards):
    """Return what the index is made from; a finished episode brings no news to a newer index."""
    summaries = {
        folder: f"{PLAN.settings.results}/{folder}/review/summary.json"
        for folder in WANTED
    }
    return [
        summary
        for folder, summary in summaries.items()
        if folder not in FINISHED.episodes or is_newer(summary, REVIEW_INDEX)
    ]


rule write_review:
    """Write the page to review an episode by, and small copies of its pictures and voices."""
    input:
        edit="<results>/{episode}/edit.review.json",
        there="<results>/{episode}/there.review.json" if REVIEW_ONLY else [],
        shown=lambda w: [] if REVIEW_ONLY else shown_files(PLAN, w.episode),
        place=in_a_folder,
    output:
        page="<results>/{episode}/review.html",
        summary="<results>/{episode}/review/summary.json",
    log:
        "<results>/{episode}/logs/write_review.log",
    benchmark:
        "<benchmarks>/{episode}/write_review.tsv"
    threads: 1
    resources:
        mem_mb=500,
        runtime=15,
    params:
        takes=PLAN.settings.takes,
        logs=f"{PLAN.settings.results}/logs",
    script:
        "../scripts/write_review.py"


rule write_review_index:
    """Write the index of all episodes' pages."""
    input:
        edit="<results>/edit.review.json",
        summaries=review_summaries,
    output:
        page="<results>/review.html",
    log:
        "<logs>/write_review_index.log",
    benchmark:
        "<benchmarks>/write_review_index.tsv"
    localrule: True
    threads: 1
    resources:
        mem_mb=200,
        runtime=5,
    script:
        "../scripts/write_review_index.py"


rule review:
    """Write the review pages of every episode: `snakemake review`."""
    input:
        review_pages(),
        REVIEW_INDEX,
        refused(),
    localrule: True
