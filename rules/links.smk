"""Links: an episode's folder shows its takes by scene number.

One job links a whole film. Any single link can be asked for as well; links are relative, so the
results folder can be moved.
"""

from build.edit_lists import music_link


def shown(files):
    """Return an input function: the takes that links show, none where no link can be made."""
    return [] if STORED else files


rule link_pictures:
    """Show an episode's pictures and music under their scene numbers."""
    input:
        edit="<results>/{episode}/common/edit.json",
        pictures=shown(
            lambda w: [
                take_file(picture.stem, ".png")
                for picture in PLAN.episode(w.episode).pictures
            ]
        ),
        music=shown(lambda w: music_of(PLAN.episode(w.episode))),
    output:
        table="<results>/{episode}/common/takes.tsv",
    log:
        "<results>/{episode}/logs/common/link_pictures.log",
    benchmark:
        "<benchmarks>/{episode}/common/link_pictures.tsv"
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=5,
    params:
        takes=None if STORED else PLAN.settings.takes,
        music=lambda w: music_link(PLAN, PLAN.episode(w.episode)),
    script:
        "../scripts/link_pictures.py"


rule link_track:
    """Show a film's voices and clips under their scene numbers."""
    input:
        edit="<results>/{episode}/{track}/edit.json",
        voices=shown(track_takes("voices", ".wav")),
        clips=shown(track_takes("clips", ".mp4")),
    output:
        table="<results>/{episode}/{track}/takes.tsv",
    log:
        "<results>/{episode}/logs/{track}/link_track.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/link_track.tsv"
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=5,
    params:
        takes=None if STORED else PLAN.settings.takes,
    script:
        "../scripts/link_track.py"


def one_link(kind, suffix):
    """Return an input function: the take that one link shows."""

    def file(wildcards):
        episode = PLAN.episode(wildcards.episode)
        owner = (
            PLAN.track(wildcards.episode, wildcards.track)
            if "track" in wildcards.keys()
            else episode
        )
        return take_file(scene_of(getattr(owner, kind), wildcards).stem, suffix)

    return file


rule link_picture:
    """Show one picture under its scene number."""
    input:
        take=one_link("pictures", ".png"),
        edit="<results>/{episode}/common/edit.json",
    output:
        link="<results>/{episode}/common/img_{number}.png",
    log:
        "<results>/{episode}/logs/common/img_{number}.log",
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    script:
        "../scripts/link_take.py"


rule link_raw_voice:
    """Show one voice as it was spoken under its scene number."""
    input:
        take=one_link("voices", ".wav"),
        edit="<results>/{episode}/{track}/edit.json",
    output:
        link="<results>/{episode}/{track}/raw/{number}.wav",
    log:
        "<results>/{episode}/logs/{track}/raw_{number}.log",
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    script:
        "../scripts/link_take.py"


rule link_padded_voice:
    """Show one voice padded to whole frames under its scene number."""
    input:
        take=one_link("clips", ".wav"),
        edit="<results>/{episode}/{track}/edit.json",
    output:
        link="<results>/{episode}/{track}/padded/{number}.wav",
    log:
        "<results>/{episode}/logs/{track}/padded_{number}.log",
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    script:
        "../scripts/link_take.py"


rule link_clip:
    """Show one clip under its scene number."""
    input:
        take=one_link("clips", ".mp4"),
        edit="<results>/{episode}/{track}/edit.json",
    output:
        link="<results>/{episode}/{track}/clips/{number}.mp4",
    log:
        "<results>/{episode}/logs/{track}/clip_{number}.log",
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    script:
        "../scripts/link_take.py"
