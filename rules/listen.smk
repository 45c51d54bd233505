"""Listening: an ear hears every voice back and says where it is not as written."""


def heard(folders=WANTED):
    """Return what is heard in every voice of episodes."""
    stems = {
        PLAN.ear.stem(voice): None
        for folder in folders
        for track in PLAN.episodes[folder].tracks.values()
        for voice in track.voices
        if PLAN.ear
    }
    return [take_file(stem, ".json") for stem in stems]


def listened(folders):
    """Return what a build listens to by default."""
    return heard(folders) if PLAN.settings.tree["ear"]["listen"] else []


def ear_models(wildcards):
    """Return the models that a voice is heard with, none where it was heard already."""
    heard = take_file(
        f"speech/{wildcards.engine}/{wildcards.name}.{wildcards.ear}", ".json"
    )
    if STORED or Path(heard).exists():  # as for other takes
        return []
    choice = PLAN.ear.choice
    return manifests(choice.adapter.models(choice.settings))


rule listen_take:
    """Hear one voice back and compare it with its line."""
    input:
        models=ancient(ear_models),
        voice="<takes>/speech/{engine}/{name}.wav",
    output:
        heard="<takes>/speech/{engine}/{name}.{ear}.json",
    log:
        "<logs>/speech/{engine}/{name}.{ear}.log",
    benchmark:
        "<benchmarks>/speech/{engine}/{name}.{ear}.tsv"
    wildcard_constraints:
        ear=re.escape(PLAN.ear.tag) if PLAN.ear else "(?!)",
    threads: 1
    resources:
        mem_mb=1000,
        runtime=15,
    params:
        ear=PLAN.ear.choice.engine if PLAN.ear else "",
        request=lambda w: canonical(PLAN.ear.spec(asked_take("speech", w))),
        settings=canonical(PLAN.ear.choice.settings) if PLAN.ear else "{}",
        models=PLAN.settings.models,
    script:
        "../scripts/listen_take.py"


rule listen:
    """Listen to the voices of every episode and track: `snakemake listen`."""
    input:
        heard(),
    localrule: True
