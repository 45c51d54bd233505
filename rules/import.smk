"""Import: pictures and voices of an earlier system become takes, so that none is made again.

    snakemake import_takes --config import_from=old/results

These rules come before the engines' for those takes alone that are missing and have a file there.
"""


def imported(kind):
    """Return the constraint on the names of the takes of `kind` that are imported."""
    names = PLAN.imports.of(kind) if PLAN.imports else ()
    return "|".join(map(re.escape, names)) or "(?!)"


def old_file(kind):
    """Return an input function: the file that a take is imported from."""
    return lambda w: local(str(PLAN.imports.files[asked_take(kind, w).stem]))


rule import_picture:
    """Bring in one picture."""
    input:
        source=ancient(old_file("images")),
    output:
        picture="<takes>/images/{engine}/{name}.png",
        sidecar="<takes>/images/{engine}/{name}.json",
    log:
        "<logs>/images/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/imports/images/{engine}/{name}.tsv"
    wildcard_constraints:
        name=imported("images"),
    localrule: True
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        request=request("images"),
        fit=PLAN.settings.tree["images"]["fit"],
    script:
        "../scripts/import_picture.py"


rule import_voice:
    """Bring in one voice."""
    input:
        source=ancient(old_file("speech")),
    output:
        voice="<takes>/speech/{engine}/{name}.wav",
        sidecar="<takes>/speech/{engine}/{name}.json",
    log:
        "<logs>/speech/{engine}/{name}.log",
    benchmark:
        "<benchmarks>/imports/speech/{engine}/{name}.tsv"
    wildcard_constraints:
        name=imported("speech"),
    localrule: True
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        request=request("speech"),
    script:
        "../scripts/import_voice.py"


ruleorder: import_picture > draw_image
ruleorder: import_voice > speak_line


def all_imported(wildcards):
    """Return the takes that are imported; UserError when nobody said where from."""
    if PLAN.imports is None:
        raise UserError(
            "say where the old pictures and voices are: "
            "snakemake import_takes --config import_from=old/results"
        )
    return [take_file(stem, ".json") for stem in PLAN.imports.files]


rule import_takes:
    """Bring in every missing picture and voice that is there: `snakemake import_takes`."""
    input:
        all_imported,
    localrule: True
