"""Models: fetched once, verified, kept outside the results. See docs/models.md."""

from functools import cache

from build.clock import settle_time
from build.seals import sha256_of
from models.catalogue import read_catalogue
from models.disk import can_write
from models.needs import named_in_any_preset, needed_by
from models.offline import is_offline
from models.removal import removal_told, unneeded
from models.state import state_of

MODELS = read_catalogue(HOME / "config/models.yaml")
MANIFESTS = {model.manifest: model for model in MODELS.values()}
MODELS_FOLDER = Path(PLAN.settings.models)


def safe_name(name):
    """Return a model's name as part of a file name."""
    return "--".join(Path(name).parts)


SAFE_NAMES = {safe_name(name): name for name in MODELS}


@cache
def state(name):
    """Return how a model stands; files with another time than the recorded are read once."""
    settle_time(MODELS_FOLDER / MODELS[name].manifest)
    digest = BUILD.digests.of_any if BUILD.digests else sha256_of
    found = state_of(MODELS[name], MODELS_FOLDER, digest)
    for problem in found.problems if BUILD.lock else ():
        print(f"note: model {name}: {problem}; it is fetched again", file=sys.stderr)
    return found


def manifests(names):
    """Return the files that say that the models of these names are there and verified.

    For one that is not as it was fetched, that is a file which fetching it again makes, named by
    what was found, so another alteration is another file.
    """
    files = []
    for name in names:
        if name not in MODELS:
            raise UserError(f"config/models.yaml has no model {name!r}")
        found = state(name)
        closed = found.word != "there" and not can_write(MODELS_FOLDER / name)
        if found.word == "altered" or closed:
            refetched = f"{safe_name(name)}@{found.evidence()}"
            files.append(local(f"{PLAN.settings.results}/.refetched/{refetched}"))
        else:
            files.append(local(f"{PLAN.settings.models}/{MODELS[name].manifest}"))
    return files


def models_of(kind):
    """Return an input function: the models that a missing take is made with.

    A take that is there needs none: were a missing model its input, fetching it for one new line
    would have all the other lines spoken again. Nor does a take in a bucket: Snakemake runs a job with
    a local input on the first machine, so there `snakemake models` fetches beforehand.
    """

    def files(wildcards):
        take = asked_take(kind, wildcards)
        if STORED or Path(take_file(take.stem, ".json")).exists():
            return []
        settings = PLAN.settings.engines.settings(wildcards.engine)
        return manifests(engine_of(kind, wildcards).models(settings))

    return files


rule fetch_model:
    """Fetch one model and verify it; what is there and right is kept."""
    output:
        manifest=local("<models>/{manifest}"),
    log:
        "<logs>/models/{manifest}.log",
    benchmark:
        "<benchmarks>/models/{manifest}.tsv"
    wildcard_constraints:
        manifest="|".join(map(re.escape, MANIFESTS)) or "(?!)",
    localrule: True
    threads: 1
    resources:
        mem_mb=1000,
        runtime=720,
    params:
        catalogue=str(HOME / "config/models.yaml"),
        models=PLAN.settings.models,
        model=lambda w: MANIFESTS[w.manifest].name,
        offline=is_offline(PLAN.settings.tree),
    script:
        "../scripts/fetch_model.py"


rule refetch_model:
    """Fetch again what of a model is not as it was fetched."""
    output:
        done=local(temp(touch("<results>/.refetched/{model}@{evidence}"))),
    log:
        "<logs>/models/{model}@{evidence}.log",
    benchmark:
        "<benchmarks>/models/{model}@{evidence}.tsv"
    wildcard_constraints:
        model="|".join(map(re.escape, SAFE_NAMES)) or "(?!)",
        evidence="[0-9a-f]+",
    localrule: True
    threads: 1
    resources:
        mem_mb=1000,
        runtime=720,
    params:
        catalogue=str(HOME / "config/models.yaml"),
        models=PLAN.settings.models,
        model=lambda w: SAFE_NAMES[w.model],
        offline=is_offline(PLAN.settings.tree),
    script:
        "../scripts/fetch_model.py"


rule models:
    """Fetch the models that the configuration needs: `snakemake models`."""
    input:
        lambda w: manifests(sorted(needed_by(PLAN.settings))),
    localrule: True


rule list_models:
    """Print what is there of every model, and what needs it: `snakemake list_models`."""
    log:
        "<logs>/models/list_models.log",
    localrule: True
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        catalogue=str(HOME / "config/models.yaml"),
        models=PLAN.settings.models,
        needed_by=lambda w: canonical(needed_by(PLAN.settings)),
    script:
        "../scripts/list_models.py"


@cache
def unneeded_models():
    """Return the models that are there and that no configured engine needs, with their bytes."""
    own = workflow.config_settings.overwrite_config
    return unneeded(MODELS, named_in_any_preset(config, own, HOME), MODELS_FOLDER)


# Its message, which the dry run shows too, says what is removed.
rule clean_models:
    log:
        "<logs>/models/clean_models.log",
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=10,
    params:
        told=lambda w: removal_told(unneeded_models(), PLAN.settings.models),
        unneeded=lambda w: sorted(unneeded_models()),
        catalogue=str(HOME / "config/models.yaml"),
        models=PLAN.settings.models,
    message:
        "{params.told}"
    script:
        "../scripts/clean_models.py"
