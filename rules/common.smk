"""What several phases need: the shape of names, and lookups in the plan."""

from build.errors import UserError
from build.files import canonical
from build.refusals import episode_pattern
from build.seals import seal_of
from build.stored import is_stored
from engines.adapter import adapter


wildcard_constraints:
    episode=episode_pattern(PLAN),
    track="[a-z]{2,3}(?:[-_][A-Za-z0-9]+)*",
    engine="[a-z0-9_]+",
    name="[a-z0-9-]+",
    number=r"\d\d\d+",


# Whether results lie in remote storage (S3): then there are no links, and models and the person's
# own files are no inputs; they have to be where the jobs run.
STORED = is_stored(workflow)


def checksums(*files):
    """Return the checksums of joins where they lie in a bucket, which keeps what rules name.

    In a folder they are no outputs: a lost one makes nothing again.
    """
    return [str(seal_of(Path(file))) for file in files] if STORED else []


def in_a_folder(wildcards):
    """Return no input; UserError where results lie in a bucket, for what reads them by path."""
    if STORED:
        raise UserError(
            "this is for results in a folder: copy those in the bucket into one (`rclone copy`) and "
            "run it there, without the profile for the bucket"
        )
    return []


# The folders of the episodes that aggregate targets are about.
WANTED = list(filter(PLAN.wants, PLAN.episodes))


def finals(folders=WANTED):
    """Return the films of episodes; each brings its subtitles and links."""
    return [
        f"{PLAN.settings.results}/{folder}/{track}/final.mp4"
        for folder in folders
        for track in PLAN.episodes[folder].tracks
    ]


def take_file(stem, suffix):
    """Return the path of the take at `stem`."""
    return f"{PLAN.settings.takes}/{stem}{suffix}"


def asked_take(kind, wildcards):
    """Return the take whose file the wildcards name."""
    return PLAN.take(f"{kind}/{wildcards.engine}/{wildcards.name}")


def request(kind):
    """Return a params function: what a take is made from, as one canonical text."""
    return lambda wildcards: canonical(asked_take(kind, wildcards).spec)


def own_files(kind):
    """Return a params function: the person's own files that a take is made from."""
    return lambda wildcards: list(asked_take(kind, wildcards).sources)


def own_sources(kind):
    """Return an input function: `own_files`, so that they have to be there.

    None where results lie in a bucket: Snakemake runs a job with a local input on the first machine.
    """
    return lambda w: [] if STORED else list(asked_take(kind, w).sources)


def engine_of(kind, wildcards):
    """Return the engine that makes takes of `kind`, a folder under the takes."""
    return adapter(kind.removesuffix("s"), wildcards.engine)


def engine_settings(wildcards):
    """Return the configuration's block of the engine, as one canonical text."""
    return canonical(PLAN.settings.engines.settings(wildcards.engine))


def environment(kind):
    """Return a conda function: the environment of the engine, if it has one of its own."""

    def file(wildcards):
        name = engine_of(kind, wildcards).environment
        return str(HOME / f"envs/{name}.yaml") if name else None

    return file


def gpus(kind):
    """Return a resources function: a GPU where the engine uses one, else nothing.

    Not 0: whoever names GPUs is let onto the nodes that are kept for those who need one.
    """
    return lambda wildcards: 1 if engine_of(kind, wildcards).gpu else None


def memory(kind):
    """Return a resources function: the main memory that the engine may need, in MB."""
    return lambda wildcards: engine_of(kind, wildcards).mem_mb


def track_takes(kind, suffix):
    """Return an input function: all takes of one kind (voices, clips, …) of a film, each once."""

    def files(wildcards):
        takes = getattr(PLAN.track(wildcards.episode, wildcards.track), kind)
        return list(
            dict.fromkeys(take_file(take.stem, suffix) for take in takes if take)
        )

    return files


def music_of(episode):
    """Return the music take's file of an episode, or nothing where it has none."""
    return [take_file(episode.music.stem, ".wav")] if episode.music else []


def scene_of(takes, wildcards):
    """Return the take of the scene whose number the wildcards name."""
    number = int(wildcards.number)
    if not 1 <= number <= len(takes):
        raise UserError(
            f"{wildcards.episode} has {len(takes)} scenes; there is no scene {number}"
        )
    return takes[number - 1]
