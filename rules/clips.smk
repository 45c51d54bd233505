"""Clips: picture and voice of one scene, exact to the frame and the sample."""


rule encode_template:
    """Encode the skip frames that every still clip of these settings shares."""
    output:
        video="<takes>/templates/{engine}/{name}.mp4",
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


rule cut_clip:
    """Pad one voice to whole frames and put its picture beside it."""
    input:
        picture=lambda w: take_file(asked_take("clips", w).spec["picture"], ".png"),
        voice=lambda w: take_file(asked_take("clips", w).spec["voice"], ".wav"),
        template=ancient(take_file(PLAN.template.stem, ".mp4")),
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
        runtime=10,
    params:
        request=request("clips"),
    script:
        "../scripts/cut_clip.py"
