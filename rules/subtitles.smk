"""Subtitles: of a film in three formats, and of each scene."""

from build.hearing import stands_in


def told_by_ear(wildcards, voices):
    """Return what the ear heard in `voices`, where the engine tells no word times."""
    track = PLAN.track(wildcards.episode, wildcards.track)
    if not stands_in(PLAN.ear, track.choice):
        return []
    stems = dict.fromkeys(PLAN.ear.stem(voice) for voice in voices)
    return [take_file(stem, ".json") for stem in stems]


def one_voice(wildcards):
    """Return one scene's voice."""
    voices = PLAN.track(wildcards.episode, wildcards.track).voices
    return scene_of(voices, wildcards)


rule write_subtitles:
    """Write a film's subtitles, and with them those of every scene."""
    input:
        edit="<results>/{episode}/{track}/edit.subtitles.json",
        voices=track_takes("voices", ".json"),
        heard=lambda w: told_by_ear(w, PLAN.track(w.episode, w.track).voices),
        inserts=insert_files(".json"),
    output:
        srt="<results>/{episode}/{track}/subtitles.srt",
        vtt="<results>/{episode}/{track}/subtitles.vtt",
        ass="<results>/{episode}/{track}/subtitles.ass",
        checksums=checksums(
            "<results>/{episode}/{track}/subtitles.srt",
            "<results>/{episode}/{track}/subtitles.vtt",
            "<results>/{episode}/{track}/subtitles.ass",
        ),
    log:
        "<results>/{episode}/logs/{track}/write_subtitles.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/write_subtitles.tsv"
    threads: 1
    resources:
        mem_mb=300,
        runtime=5,
    script:
        "../scripts/write_subtitles.py"


rule write_scene_subtitles:
    """Write the subtitles of one scene, when asked for on their own."""
    input:
        edit="<results>/{episode}/{track}/edit.subtitles.json",
        voices=lambda w: take_file(one_voice(w).stem, ".json"),
        heard=lambda w: told_by_ear(w, [one_voice(w)]),
    output:
        srt="<results>/{episode}/{track}/subtitles/{number}.srt",
        checksums=checksums("<results>/{episode}/{track}/subtitles/{number}.srt"),
    log:
        "<results>/{episode}/logs/{track}/write_scene_subtitles_{number}.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/write_scene_subtitles_{number}.tsv"
    threads: 1
    resources:
        mem_mb=300,
        runtime=5,
    script:
        "../scripts/write_scene_subtitles.py"
