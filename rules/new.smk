"""New scripts from texts, without a model: only when `snakemake new` asks.

snakemake new --config new_from=water.txt new_episode=S01E02
"""

from build.beginning import plan_beginning, script_of

NEW_EPISODE = PLAN.settings.tree["new_episode"]
NEW_SCRIPT = script_of(NEW_EPISODE, PLAN.settings.scripts) if NEW_EPISODE else None


def new_place():
    """Return the pattern of the script that can be begun, without its suffix: one or none."""
    if NEW_SCRIPT is None:
        return "(?!)"
    place = NEW_SCRIPT.relative_to(PLAN.settings.scripts).with_suffix("")
    return re.escape(place.as_posix())


def new_texts(wildcards):
    """Return the texts that the script is made of."""
    return [str(path) for path in plan_beginning(PLAN).texts.values()]


def about_new(wildcards):
    """Return the texts by language and the languages without one, as one canonical text."""
    found = plan_beginning(PLAN)
    texts = [[language, str(path)] for language, path in found.texts.items()]
    return canonical({"texts": texts, "missing": found.missing})


def begun(wildcards):
    """Return the script to begin; UserError where nobody said which, or it is there."""
    return str(plan_beginning(PLAN).script)


rule begin_script:
    """Begin a script from a text: its blocks become scenes. Nothing is written over."""
    input:
        texts=ancient(new_texts),
    output:
        # `update`, so that a file that appears meanwhile is not removed.
        script=update(f"{PLAN.settings.scripts}/{{place}}.json"),
    log:
        "<logs>/scripts/new/{place}.log",
    benchmark:
        "<benchmarks>/scripts/new/{place}.tsv"
    wildcard_constraints:
        place=new_place(),
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    params:
        about=about_new,
    script:
        "../scripts/begin_script.py"


ruleorder: begin_script > place_script


rule new:
    """Begin a script from a text of yours: `snakemake new`."""
    input:
        begun,
    localrule: True
