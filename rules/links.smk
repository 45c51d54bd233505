"""Links: an episode's folder shows its takes by scene number.

One job links a whole film. Any single link can be asked for as well; links are relative, so the
results folder can be moved.
"""

from build.edit_lists import music_link


rule link_pictures:
    """Show an episode's pictures and music under their scene numbers."""
    input:
        edit="<results>/{episode}/common/edit.json",
        pictures=lambda w: [
            take_file(picture.stem, ".png")
            for picture in PLAN.episodes[w.episode].pictures
        ],
        music=lambda w: music_of(PLAN.episodes[w.episode]),
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
        takes="<takes>",
        music=lambda w: music_link(PLAN, PLAN.episodes[w.episode]),
    script:
        "../scripts/link_pictures.py"


rule link_track:
    """Show a film's voices and clips under their scene numbers."""
    input:
        edit="<results>/{episode}/{track}/edit.json",
        voices=track_takes("voices", ".wav"),
        clips=track_takes("clips", ".mp4"),
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
        takes="<takes>",
    script:
        "../scripts/link_track.py"


def one_link(kind, suffix):
    """Return an input function: the take that one link shows."""

    def file(wildcards):
        episode = PLAN.episodes[wildcards.episode]
        owner = (
            episode.tracks[wildcards.track] if "track" in wildcards.keys() else episode
        )
        return take_file(scene_of(getattr(owner, kind), wildcards).stem, suffix)

    return file


for rule_name, link, kind, suffix, edit in [
    ("link_picture", "common/img_{number}.png", "pictures", ".png", "common/edit.json"),
    (
        "link_raw_voice",
        "{track}/raw/{number}.wav",
        "voices",
        ".wav",
        "{track}/edit.json",
    ),
    (
        "link_padded_voice",
        "{track}/padded/{number}.wav",
        "clips",
        ".wav",
        "{track}/edit.json",
    ),
    ("link_clip", "{track}/clips/{number}.mp4", "clips", ".mp4", "{track}/edit.json"),
]:

    rule:
        name:
            rule_name
        input:
            take=one_link(kind, suffix),
            edit=f"<results>/{{episode}}/{edit}",
        output:
            link=f"<results>/{{episode}}/{link}",
        log:
            f"<logs>/{{episode}}/{link}.log",
        localrule: True
        threads: 1
        resources:
            mem_mb=100,
            runtime=1,
        message:
            "Show one take under its scene number."
        script:
            "../scripts/link_take.py"
