"""Publishing: pages for a web platform, only when `snakemake publish` asks for them.

With `publish_only=true` they are written from the films that are there; no film is built.
"""

import atexit

from build.web import RECEIPT, page_picture

PUBLISH_ONLY = PLAN.settings.tree["publish_only"]


def unbuilt():
    """Return the films that pages wait for, where only those that are there count."""
    films = finals() if PUBLISH_ONLY and not STORED else []
    return [film for film in films if not Path(film).is_file()]


def pages():
    """Return the receipts of the wanted films' pages."""
    missing = set(unbuilt())
    films = [film for film in finals() if film not in missing]
    return [str(Path(film).with_name(RECEIPT)) for film in films]


def tell_unbuilt():
    """Name the films that have no page for want of being built."""
    for film in unbuilt():
        print(
            f"note: {film} is not there, so no page of it is written", file=sys.stderr
        )


if workflow.is_main_process:
    atexit.register(tell_unbuilt)


rule write_pages:
    """Write a film's page into the site, with its video, its thumbnail and its saga's metadata."""
    input:
        edit="<results>/{episode}/{track}/edit.web.json",
        picture=lambda w: page_picture(PLAN, w.episode, w.track),
        video=[] if PUBLISH_ONLY else "<results>/{episode}/{track}/final.mp4",
        place=in_a_folder,
    output:
        receipt="<results>/{episode}/{track}/published.json",
    log:
        "<results>/{episode}/logs/{track}/write_pages.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/write_pages.tsv"
    localrule: True
    threads: 1
    resources:
        mem_mb=300,
        runtime=30,
    params:
        lock=f"{PLAN.settings.results}/.site.lock",
    script:
        "../scripts/write_pages.py"


rule publish:
    """Write the pages of every episode and track: `snakemake publish`."""
    input:
        pages(),
        refused(),
        in_a_folder,
    localrule: True
