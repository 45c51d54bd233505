"""Scripts from texts: only when `snakemake write` asks; a build never does."""

import atexit

from build.writing import plan_writings

WRITINGS = plan_writings(PLAN)


def tell_left_alone():
    """Say which texts are left alone, and why, to who asked for scripts."""
    asked = workflow.dag_settings and "write" in workflow.dag_settings.targets
    for note in WRITINGS.notes if asked else ():
        print(f"note: {note}", file=sys.stderr)


if workflow.is_main_process:
    atexit.register(tell_left_alone)


def written(wildcards):
    """Return the take that is laid into the file that the wildcards name."""
    take = WRITINGS.all[f"{PLAN.settings.scripts}/{wildcards.place}.json"].take
    return [take_file(take.stem, ".json"), take_file(take.stem, ".made.json")]


def about(wildcards):
    """Return the episode's own script, the text and its hash, as one canonical text."""
    writing = WRITINGS.all[f"{PLAN.settings.scripts}/{wildcards.place}.json"]
    text = writing.text
    return canonical(
        {
            "script": str(writing.script),
            "source": str(text.source),
            "text": text.digest,
        }
    )


def places():
    """Return the pattern of the files that scripts can be laid into, without their suffix."""
    scripts = PLAN.settings.scripts
    places = [Path(path).relative_to(scripts).with_suffix("") for path in WRITINGS.all]
    return "|".join(re.escape(str(place)) for place in places) or "(?!)"


rule write_script:
    """Have a script written from a text, checked, and put right where it has mistakes."""
    output:
        script="<takes>/scripts/{engine}/{name}.json",
        sidecar="<takes>/scripts/{engine}/{name}.made.json",
    log:
        "<logs>/scripts/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/scripts/{engine}/{name}.tsv"
    localrule: True
    conda:
        environment("writer")
    threads: 1
    resources:
        mem_mb=500,
        runtime=60,
    params:
        kind="writer",
        request=request("scripts"),
        settings=engine_settings,
        models=PLAN.settings.models,
    script:
        "../scripts/make_take.py"


rule place_script:
    """Lay a written script beside the others; what is there is never written over."""
    input:
        ancient(written),
    output:
        # `update`, so that a file that appears meanwhile is not removed.
        script=local(update(f"{PLAN.settings.scripts}/{{place}}.json")),
    log:
        "<logs>/scripts/{place}.log",
    benchmark:
        "<benchmarks>/scripts/{place}.tsv"
    wildcard_constraints:
        place=places(),
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    params:
        about=about,
    script:
        "../scripts/place_script.py"


rule refuse_text:
    """Refuse to write from a text that has a mistake, in one sentence."""
    output:
        "<results>/texts/{refused}",
    log:
        "<logs>/texts/{refused}.log",
    wildcard_constraints:
        refused="|".join(map(re.escape, WRITINGS.refused)) or "(?!)",
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    params:
        sentence=lambda wildcards: WRITINGS.refused[wildcards.refused],
    script:
        "../scripts/refuse_episode.py"


rule write:
    """Write scripts from the texts that are new or changed: `snakemake write`."""
    input:
        WRITINGS.wanted,
        [f"{PLAN.settings.results}/texts/{name}" for name in WRITINGS.refused],
    localrule: True
