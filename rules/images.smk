"""Pictures: one per scene, shared by all tracks."""


rule draw_image:
    """Draw one picture."""
    input:
        sources=ancient(own_sources("images")),
    output:
        picture="<takes>/images/{engine}/{name}.png",
        sidecar="<takes>/images/{engine}/{name}.json",
    log:
        "<logs>/images/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/images/{engine}/{name}.tsv"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        kind="image",
        request=request("images"),
        settings=canonical(PLAN.settings.tree["images"]),
        models=PLAN.settings.models,
    script:
        "../scripts/make_take.py"
