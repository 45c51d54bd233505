"""Clips: picture and voice of one scene, exact to the frame and the sample."""


rule encode_template:
    """Encode the skip frames that every still clip of these settings shares."""
    output:
        video="<takes>/templates/{engine}/{name}.mp4",
        checksums=checksums("<takes>/templates/{engine}/{name}.mp4"),
    log:
        "<logs>/templates/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/templates/{engine}/{name}.tsv"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        request=request("templates"),
    script:
        "../scripts/encode_template.py"


def clip_part(part, suffix):
    """Return an input function: the picture or the voice that a clip is cut from."""
    return lambda wildcards: take_file(
        asked_take("clips", wildcards).spec[part], suffix
    )


def words_of(clip):
    """Return the file that tells when the words of a clip sound: the engine's, else the ear's."""
    return take_file(clip.spec.get("heard", clip.spec["voice"]), ".json")


rule cut_clip:
    """Level and pad one voice to whole frames and put its picture beside it."""
    input:
        picture=clip_part("picture", ".png"),
        voice=clip_part("voice", ".wav"),
        words=lambda w: words_of(asked_take("clips", w)),
        template=(
            [ancient(take_file(PLAN.template.stem, ".mp4"))] if PLAN.template else []
        ),
        checksums=ancient(
            checksums(take_file(PLAN.template.stem, ".mp4")) if PLAN.template else []
        ),
    output:
        clip="<takes>/clips/{engine}/{name}.mp4",
        padded="<takes>/clips/{engine}/{name}.wav",
        sidecar="<takes>/clips/{engine}/{name}.json",
    log:
        "<logs>/clips/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/clips/{engine}/{name}.tsv"
    threads: 1
    resources:
        mem_mb=500,
        runtime=30,
    params:
        request=request("clips"),
    script:
        "../scripts/cut_clip.py"


def clip_before(wildcards):
    """Return the clip before a transition."""
    return PLAN.take(asked_take("transitions", wildcards).spec["clip"])


rule blend_clips:
    """Encode the transition from one clip's picture to the next."""
    input:
        clip=lambda w: take_file(asked_take("transitions", w).spec["clip"], ".json"),
        picture=lambda w: take_file(clip_before(w).spec["picture"], ".png"),
        words=lambda w: words_of(clip_before(w)),
        next_picture=lambda w: take_file(
            asked_take("transitions", w).spec["next"]["picture"], ".png"
        ),
    output:
        video="<takes>/transitions/{engine}/{name}.mp4",
        sidecar="<takes>/transitions/{engine}/{name}.json",
    log:
        "<logs>/transitions/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/transitions/{engine}/{name}.tsv"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        request=request("transitions"),
    script:
        "../scripts/blend_clips.py"
