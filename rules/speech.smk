"""Voices: one per scene and track, as the engine spoke it, with its word times."""


rule speak_line:
    """Speak one line."""
    input:
        models=ancient(models_of("speech")),
        sources=ancient(own_sources("speech")),
    output:
        voice="<takes>/speech/{engine}/{name}.wav",
        sidecar="<takes>/speech/{engine}/{name}.json",
    log:
        "<logs>/speech/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/speech/{engine}/{name}.tsv"
    conda:
        environment("speech")
    threads: 1
    resources:
        mem_mb=memory("speech"),
        runtime=60,
        gpu=gpus("speech"),
    params:
        kind="speech",
        request=request("speech"),
        sources=own_files("speech"),
        settings=engine_settings,
        models=PLAN.settings.models,
    script:
        "../scripts/make_take.py"
