"""Edit lists under remote storage (S3, GCS): compared with what is stored there, and uploaded.

Joins depend on them, so they lie where the takes lie: whoever builds next, from whatever machine,
compares with what the films there were joined from.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def is_stored(workflow: Any) -> bool:  # noqa: ANN401
    """Tell whether results lie in remote storage and not in a folder."""
    return workflow.storage_settings.default_storage_provider is not None


def prefix_of(workflow: Any) -> str:  # noqa: ANN401
    """Return what stands before the names of results in remote storage, empty in a folder."""
    if not is_stored(workflow):
        return ""
    return f"{workflow.storage_settings.default_storage_prefix.rstrip('/')}/"


def place_in(workflow: Any) -> Callable[[str], str]:  # noqa: ANN401
    """Return what tells where a file of the results lies on this machine, if only as a copy."""
    if not is_stored(workflow):
        return str
    place = workflow.modifier.path_modifier.apply_default_storage
    return lambda path: str(place(path).flags["storage_object"].local_path())


def ask_one_by_one(workflow: Any) -> None:  # noqa: ANN401
    """Have the store asked for the time of each object by itself, and never list them.

    Some stores (MinIO, rclone) list times finer than they tell them of one object, whole seconds.
    Snakemake lists one folder and asks for the rest: what it compares with a time rounded down
    would look newer, and films would be joined again. No setting keeps it from listing.
    """

    async def nothing(item: Any, cache: Any) -> None:  # noqa: ANN401
        """Find out nothing beforehand."""

    kind = workflow.storage_registry.default_storage_provider.get_storage_object_cls()
    kind.inventory = nothing


def store_lists(workflow: Any, lists: Iterable[tuple[Path, str]]) -> None:  # noqa: ANN401
    """Upload those of `lists`, paths with texts, that are not stored with just that text."""
    place = workflow.modifier.path_modifier.apply_default_storage

    async def all_of_them() -> None:
        objects = [(place(str(path)).flags["storage_object"], text) for path, text in lists]
        await asyncio.gather(*(_store(item, text) for item, text in objects))

    workflow.async_run(all_of_them())


async def _store(item: Any, text: str) -> None:  # noqa: ANN401
    local = Path(item.local_path())
    local.parent.mkdir(parents=True, exist_ok=True)
    if await item.managed_exists():
        await item.managed_retrieve()
        if local.read_bytes() == text.encode():
            return
    local.write_text(text, encoding="utf-8", newline="")
    await item.managed_store()
