"""Assembly: clips joined, music under them, intro and outro around them."""


def insert_files(suffix):
    """Return the intro's and the outro's files, as far as there are any."""
    inserts = [PLAN.intro, PLAN.outro]
    return [take_file(insert.stem, suffix) for insert in inserts if insert]


rule make_insert:
    """Bring an intro or outro, drawn or the person's own, to the film's size, rate and settings."""
    input:
        sources=ancient(own_sources("inserts")),
    output:
        video="<takes>/inserts/{engine}/{name}.mp4",
        sidecar="<takes>/inserts/{engine}/{name}.json",
    log:
        "<logs>/inserts/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/inserts/{engine}/{name}.tsv"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        request=request("inserts"),
        sources=own_files("inserts"),
    script:
        "../scripts/make_insert.py"


rule join_clips:
    """Join a film's clips and transitions, packet by packet."""
    input:
        edit="<results>/{episode}/{track}/edit.json",
        clips=track_takes("clips", ".mp4"),
        transitions=track_takes("transitions", ".mp4"),
    output:
        video="<results>/{episode}/{track}/voice.mp4",
        checksums=checksums("<results>/{episode}/{track}/voice.mp4"),
    log:
        "<results>/{episode}/logs/{track}/join_clips.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/join_clips.tsv"
    threads: 1
    resources:
        mem_mb=500,
        runtime=15,
    params:
        video=canonical(PLAN.settings.video.spec()),
    script:
        "../scripts/join_clips.py"


rule mix_sound:
    """Put music and ambience under the voice and bring the mix to its loudness."""
    input:
        edit="<results>/{episode}/{track}/edit.mix.json",
        video="<results>/{episode}/{track}/voice.mp4",
        checksums=checksums("<results>/{episode}/{track}/voice.mp4"),
        music=lambda w: music_of(PLAN.episode(w.episode)),
        ambience=track_takes("ambiences", ".wav"),
        clips=lambda w: (
            track_takes("clips", ".json")(w)
            if any(PLAN.track(w.episode, w.track).ambiences)
            else []
        ),
    output:
        video="<results>/{episode}/{track}/mixed.mp4",
        checksums=checksums("<results>/{episode}/{track}/mixed.mp4"),
    log:
        "<results>/{episode}/logs/{track}/mix_sound.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/mix_sound.tsv"
    threads: 1
    resources:
        mem_mb=500,
        runtime=60,
    script:
        "../scripts/mix_sound.py"


rule finish_video:
    """Join intro, film and outro, with chapters, subtitles, language and title."""
    input:
        edit="<results>/{episode}/{track}/edit.final.json",
        video="<results>/{episode}/{track}/mixed.mp4",
        subtitles="<results>/{episode}/{track}/subtitles.srt",
        checksums=checksums(
            "<results>/{episode}/{track}/mixed.mp4",
            "<results>/{episode}/{track}/subtitles.srt",
        ),
        clips=track_takes("clips", ".json"),
        links=[
            "<results>/{episode}/common/takes.tsv",
            "<results>/{episode}/{track}/takes.tsv",
        ],
        inserts=insert_files(".mp4"),
        insert_sidecars=insert_files(".json"),
    output:
        video="<results>/{episode}/{track}/final.mp4",
        checksums=checksums("<results>/{episode}/{track}/final.mp4"),
    log:
        "<results>/{episode}/logs/{track}/finish_video.log",
    benchmark:
        "<benchmarks>/{episode}/{track}/finish_video.tsv"
    threads: 1
    resources:
        mem_mb=500,
        runtime=60,
    script:
        "../scripts/finish_video.py"
