"""Thumbnails: the texts of a track over the picture that all tracks of its episode share.

snakemake thumbnails
"""

from build.thumbnails import texts_of


def thumbnails(folders=WANTED):
    """Return the thumbnails of episodes."""
    return [
        f"{PLAN.settings.results}/{folder}/{file}"
        for folder in folders
        for track in PLAN.episodes[folder].tracks
        for file in (
            f"common/thumbnail_raw_{track}.png",
            f"{track}/thumbnail.png",
            f"{track}/thumbnail.jpg",
        )
    ]


def thumbnails_by_default(folders):
    """Return the thumbnails that a build draws by default."""
    return thumbnails(folders) if PLAN.settings.tree["thumbnails"]["draw"] else []


def thumbnail_picture(wildcards):
    """Return the picture under a track's texts."""
    PLAN.track(wildcards.episode, wildcards.track)
    return take_file(PLAN.episode(wildcards.episode).thumbnail.stem, ".png")


def thumbnail_version(wildcards):
    """Return the number of one thumbnail; UserError where the track has fewer texts."""
    track = PLAN.track(wildcards.episode, wildcards.track)
    count = len(texts_of(PLAN.episode(wildcards.episode), track))
    number = int(wildcards.version)
    if number > count:
        raise UserError(
            f"{wildcards.episode} has {count} thumbnail{'s' * (count != 1)} in "
            f"{wildcards.track}; there is no thumbnail_v{number}.png"
        )
    return number


rule draw_thumbnails:
    """Draw all thumbnails of a track: thumbnail_v1.png to _v5, the first again as PNG and JPEG."""
    input:
        edit="<results>/{episode}/{track}/edit.thumbnails.json",
        picture=thumbnail_picture,
    output:
        thumbnail="<results>/{episode}/{track}/thumbnail.png",
        upload="<results>/{episode}/{track}/thumbnail.jpg",
        link="<results>/{episode}/common/thumbnail_raw_{track}.png",
        checksums=checksums(
            "<results>/{episode}/{track}/thumbnail.png",
            "<results>/{episode}/{track}/thumbnail.jpg",
        ),
    log:
        "<results>/{episode}/logs/{track}/draw_thumbnails.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/draw_thumbnails.tsv"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    script:
        "../scripts/draw_thumbnails.py"


rule draw_thumbnail:
    """Draw one thumbnail of a track, when asked for on its own."""
    input:
        edit="<results>/{episode}/{track}/edit.thumbnails.json",
        picture=thumbnail_picture,
    output:
        thumbnail="<results>/{episode}/{track}/thumbnail_v{version}.png",
        checksums=checksums("<results>/{episode}/{track}/thumbnail_v{version}.png"),
    log:
        "<results>/{episode}/logs/{track}/draw_thumbnail_v{version}.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/draw_thumbnail_v{version}.tsv"
    wildcard_constraints:
        version="[1-5]",
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        version=thumbnail_version,
    script:
        "../scripts/draw_thumbnail.py"


rule thumbnails:
    """Draw the thumbnails of every episode and track: `snakemake thumbnails`."""
    input:
        thumbnails(),
    localrule: True
