"""Pictures: one per scene, shared by all tracks."""


rule draw_image:
    """Draw one picture."""
    input:
        models=ancient(models_of("images")),
        sources=ancient(own_sources("images")),
    output:
        picture="<takes>/images/{engine}/{name}.png",
        sidecar="<takes>/images/{engine}/{name}.json",
    log:
        "<logs>/images/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/images/{engine}/{name}.tsv"
    conda:
        environment("images")
    threads: 1
    resources:
        mem_mb=memory("images"),
        runtime=60,
        gpu=gpus("images"),
    params:
        kind="image",
        request=request("images"),
        sources=own_files("images"),
        settings=engine_settings,
        models=PLAN.settings.models,
    script:
        "../scripts/make_take.py"
