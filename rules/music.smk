"""Music, one bed per episode, shared by all tracks; and ambience, one loop for all episodes."""


rule compose_music:
    """Compose, or bring in, one piece of music."""
    input:
        models=ancient(models_of("music")),
        sources=ancient(own_sources("music")),
    output:
        music="<takes>/music/{engine}/{name}.wav",
        sidecar="<takes>/music/{engine}/{name}.json",
    log:
        "<logs>/music/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/music/{engine}/{name}.tsv"
    conda:
        environment("music")
    threads: 1
    resources:
        mem_mb=memory("music"),
        runtime=60,
        gpu=gpus("music"),
    params:
        kind="music",
        request=request("music"),
        sources=own_files("music"),
        settings=engine_settings,
        models=PLAN.settings.models,
    script:
        "../scripts/make_take.py"


rule make_ambience:
    """Make one loop of wind, rain, sea, room or drone."""
    output:
        ambience="<takes>/ambience/{engine}/{name}.wav",
        sidecar="<takes>/ambience/{engine}/{name}.json",
    log:
        "<logs>/ambience/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/ambience/{engine}/{name}.tsv"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        kind="ambience",
        request=request("ambience"),
        settings=engine_settings,
        models=PLAN.settings.models,
    script:
        "../scripts/make_take.py"
