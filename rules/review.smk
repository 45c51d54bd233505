"""Review: a page per episode to look it over and fix it from, and an index of them all.

snakemake review

With `review_only=true` they show what is there as it is; nothing is built for them.
"""

from build.reviewing import shown_files

REVIEW_ONLY = PLAN.settings.tree["review_only"]


def review_pages(name):
    """Return a file of the wanted episodes' pages."""
    wanted = filter(PLAN.wants, PLAN.episodes)
    return [f"{PLAN.settings.results}/{folder}/{name}" for folder in wanted]


def reviews():
    """Return the pages of the wanted episodes, and their index."""
    return [*review_pages("review.html"), f"{PLAN.settings.results}/review.html"]


def reviews_by_default():
    """Return the pages that a build writes by default."""
    return reviews() if PLAN.settings.tree["review"]["page"] else []


rule write_review:
    """Write the page to review an episode by, and small copies of its pictures and voices."""
    input:
        edit="<results>/{episode}/edit.review.json",
        there="<results>/{episode}/there.review.json" if REVIEW_ONLY else [],
        shown=lambda w: [] if REVIEW_ONLY else shown_files(PLAN, w.episode),
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
        summaries=review_pages("review/summary.json"),
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
        reviews(),
        refused(),
    localrule: True
