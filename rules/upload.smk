"""YouTube: a film is uploaded once, when asked for; a build never does."""

import atexit

from build.uploading import films, notes, require_channel


def tell_upload_notes():
    """Say which films are not uploaded, and why, to who asked for uploads."""
    asked = workflow.dag_settings and "upload" in workflow.dag_settings.targets
    for note in notes(PLAN) if asked else ():
        print(f"note: {note}", file=sys.stderr)


if workflow.is_main_process:
    atexit.register(tell_upload_notes)


def upload_edit(wildcards):
    """Return a film's edit.upload.json, where it goes to a channel."""
    require_channel(PLAN, wildcards.episode, wildcards.track)
    place = f"{PLAN.settings.results}/{wildcards.episode}/{wildcards.track}"
    if is_to_replace(wildcards):
        # A video that was removed leaves its receipt here: the upload has to look for it.
        workflow.dag.forcefiles.add(f"{place}/uploaded.json")
    return f"{place}/edit.upload.json"


def is_to_replace(wildcards):
    """Tell whether the person asked to upload a film as a new video."""
    name = f"{wildcards.episode}/{wildcards.track}"
    return name in PLAN.settings.tree["replace_upload"]


def upload_settings(wildcards):
    """Return how a film is uploaded, as one canonical text."""
    own = PLAN.settings.tree["youtube"]
    return canonical(
        {
            "chunk_mib": own["chunk_mib"],
            "time_limit": own["time_limit"],
            "replace": is_to_replace(wildcards),
        }
    )


rule upload_film:
    """Upload a film to its channel once, or bring its title, thumbnail and captions up to date."""
    input:
        edit=upload_edit,
        video="<results>/{episode}/{track}/final.mp4",
        subtitles="<results>/{episode}/{track}/subtitles.srt",
        thumbnail="<results>/{episode}/{track}/thumbnail.jpg",
    output:
        # Gone when an upload fails, so that the next run goes on with it.
        receipt="<results>/{episode}/{track}/uploaded.json",
    log:
        "<results>/{episode}/logs/{track}/upload_film.log",
    localrule: True
    threads: 1
    resources:
        mem_mb=500,
        runtime=720,
    params:
        settings=upload_settings,
        ledgers=f"{PLAN.settings.tree['results']}/uploads",
    script:
        "../scripts/upload_film.py"


rule keep_receipt:
    """Keep an upload's receipt, which stays when a later upload of the film fails."""
    input:
        receipt="<results>/{episode}/{track}/uploaded.json",
        # What it is a receipt of: a missing file in between alone runs nothing.
        edit=upload_edit,
        video="<results>/{episode}/{track}/final.mp4",
        subtitles="<results>/{episode}/{track}/subtitles.srt",
        thumbnail="<results>/{episode}/{track}/thumbnail.jpg",
    output:
        receipt=update("<results>/{episode}/{track}/upload.json"),
    log:
        "<results>/{episode}/logs/{track}/keep_receipt.log",
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    script:
        "../scripts/keep_receipt.py"


rule upload:
    """Upload every film that has a channel: `snakemake upload`."""
    input:
        [
            f"{PLAN.settings.results}/{folder}/{track}/upload.json"
            for folder, track in films(PLAN)
        ],
    localrule: True
