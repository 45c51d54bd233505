"""Music: one bed per episode, shared by all tracks."""


rule compose_music:
    """Compose, or bring in, one piece of music."""
    input:
        sources=ancient(own_sources("music")),
    output:
        music="<takes>/music/{engine}/{name}.wav",
        sidecar="<takes>/music/{engine}/{name}.json",
    log:
        "<logs>/music/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/music/{engine}/{name}.tsv"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        kind="music",
        request=request("music"),
        settings=canonical(PLAN.settings.tree["music"]),
        models=PLAN.settings.models,
    script:
        "../scripts/make_take.py"
