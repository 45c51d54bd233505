"""Models: fetched once, checked against their sha256, kept outside the results."""

from models.catalogue import read_catalogue

MODELS = read_catalogue(HOME / "config/models.yaml")


def models_of(kind):
    """Return an input function: the models that a missing take is made with.

    A take that is there needs none: were a missing model its input, fetching it for one new line
    would have all the other lines spoken again.
    """

    def files(wildcards):
        take = asked_take(kind, wildcards)
        if Path(take_file(take.stem, ".json")).exists():
            return []
        settings = PLAN.settings.engines.settings(wildcards.engine)
        names = engine_of(kind, wildcards).models(settings)
        return [f"{PLAN.settings.models}/{name}" for name in names]

    return files


rule fetch_model:
    """Fetch one model file and check it."""
    output:
        model="<models>/{file}",
    log:
        "<logs>/models/{file}.log",
    wildcard_constraints:
        file="|".join(map(re.escape, MODELS)) or "(?!)",
    localrule: True
    threads: 1
    resources:
        mem_mb=1000,
        runtime=60,
    params:
        catalogue=str(HOME / "config/models.yaml"),
        models=PLAN.settings.models,
    script:
        "../scripts/fetch_model.py"


def wanted_models():
    """Return the model files that the configured tracks need."""
    files = {
        file
        for choice in PLAN.speech.values()
        for file in choice.adapter.models(choice.settings)
    }
    return [f"{PLAN.settings.models}/{file}" for file in sorted(files)]


rule models:
    """Fetch the models that the configuration needs: `snakemake models`."""
    input:
        wanted_models(),
    localrule: True
