"""Subtitles: of a film in three formats, and of each scene."""


def one_voice(wildcards):
    """Return the sidecar of one scene's voice."""
    voices = PLAN.track(wildcards.episode, wildcards.track).voices
    return take_file(scene_of(voices, wildcards).stem, ".json")


rule write_subtitles:
    """Write a film's subtitles, and with them those of every scene."""
    input:
        edit="<results>/{episode}/{track}/edit.subtitles.json",
        voices=track_takes("voices", ".json"),
        inserts=insert_files(".json"),
    output:
        srt="<results>/{episode}/{track}/subtitles.srt",
        vtt="<results>/{episode}/{track}/subtitles.vtt",
        ass="<results>/{episode}/{track}/subtitles.ass",
    log:
        "<results>/{episode}/logs/{track}/write_subtitles.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/write_subtitles.tsv"
    threads: 1
    resources:
        mem_mb=300,
        runtime=5,
    params:
        takes=PLAN.settings.takes,
    script:
        "../scripts/write_subtitles.py"


rule write_scene_subtitles:
    """Write the subtitles of one scene, when asked for on their own."""
    input:
        edit="<results>/{episode}/{track}/edit.subtitles.json",
        voices=one_voice,
    output:
        srt="<results>/{episode}/{track}/subtitles/{number}.srt",
    log:
        "<results>/{episode}/logs/{track}/write_scene_subtitles_{number}.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/write_scene_subtitles_{number}.tsv"
    threads: 1
    resources:
        mem_mb=300,
        runtime=5,
    params:
        takes=PLAN.settings.takes,
    script:
        "../scripts/write_scene_subtitles.py"
