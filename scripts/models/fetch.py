"""Any model of the catalogue fetched, or said to be missing where the build is offline."""

from __future__ import annotations

from pathlib import Path

from build.errors import UserError
from build.units import size_text
from models.assembly import fetch_file_model
from models.catalogue import FileModel, Model
from models.repository import fetch_repository


def fetch(model: Model, models: Path, log: Path) -> None:
    """Fetch `model` under the folder `models`; UserError with what to do when that fails."""
    if isinstance(model, FileModel):
        fetch_file_model(model, models)
    else:
        fetch_repository(model, models, log)


def refuse(model: Model, models: Path) -> None:
    """Raise UserError that says which model is missing and how to get it here."""
    raise UserError(
        f"the model {models / model.name} ({model.source}, {size_text(model.size)}) is not there "
        "as it was fetched, and this build is offline (models_offline in config.yaml, or "
        "HF_HUB_OFFLINE): with a network run `snakemake models --config models_offline=false`, or "
        "copy it with its manifest from a machine that has it (`cp -a`)"
    )
