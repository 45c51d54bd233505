"""Scripts: what cannot be built says why, and stops only its own episode."""

from build.refusals import refused_folders

REFUSED = refused_folders(PLAN)


def refused():
    """Return a target for every refused script, so that a batch ends with exit code 1."""
    return [
        f"{PLAN.settings.results}/{folder}/final"
        for folder in REFUSED
        if PLAN.wants(folder)
    ]


rule refuse_episode:
    """Refuse to build an episode whose script has a mistake, in one sentence."""
    output:
        "<results>/{refused}/{wanted}",
    log:
        "<logs>/{refused}/{wanted}.log",
    wildcard_constraints:
        refused="|".join(map(re.escape, REFUSED)) or "(?!)",
        wanted=".+",
    localrule: True
    threads: 1
    resources:
        mem_mb=100,
        runtime=1,
    params:
        sentence=lambda wildcards: REFUSED[wildcards.refused],
    script:
        "../scripts/refuse_episode.py"
