"""Bark: text, sense tokens, coarse and fine sound codes, sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from transformers import BarkModel, BarkProcessor
from transformers.utils import logging

from engines.torch_device import best_device, enough_memory, precision, settle, told

if TYPE_CHECKING:
    import numpy as np

# How likely the end of the line must be for the model to stop there, as Suno's own code has it;
# without it lines end in mumbling more often.
_END_LIKELY = 0.2

# A piece that is not over at this pace never ends: letters a second, and seconds besides.
_SLOWEST, _BESIDES = 6.0, 2.0
_MOST_SECONDS = 15.0

_PARTS = ("semantic_prompt", "coarse_prompt", "fine_prompt")
_ADVICE = "set engines.bark.model to bark-small, or close what else uses it"


class Bark:
    """A loaded checkpoint; `rate` is its sound's in Hz."""

    def __init__(self, folder: Path) -> None:
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        self._folder = folder
        settle()
        self._device = best_device()
        dtype = precision(self._device, torch.float16)
        with enough_memory(self._device, f"load {folder.name}", _ADVICE):
            self._processor = BarkProcessor.from_pretrained(folder, local_files_only=True)
            self._model = BarkModel.from_pretrained(folder, local_files_only=True)
            self._model.to(self._device, dtype).eval()
            self._model.codec_model.float()
        self.told = told(self._device, dtype)
        self.rate = int(self._model.generation_config.sample_rate)

    def voices(self) -> list[str]:
        """Return the names of the voice presets whose files are there."""
        listed = json.loads((self._folder / "speaker_embeddings_path.json").read_text())
        return sorted(
            name
            for name, files in listed.items()
            if name != "repo_or_path"
            and all((self._folder / files[part]).is_file() for part in _PARTS)
        )

    def speak(
        self, piece: str, voice: str, seed: int, temperature: float, letters: int
    ) -> np.ndarray:
        """Return mono float32 samples of `piece`, which is `letters` long to say."""
        config = self._model.generation_config
        tokens = config.semantic_config["semantic_rate_hz"] * min(
            _BESIDES + letters / _SLOWEST, _MOST_SECONDS
        )
        torch.manual_seed(seed)
        with torch.inference_mode(), enough_memory(self._device, "speak the line", _ADVICE):
            read = self._processor(piece, voice_preset=voice)
            preset = read.pop("history_prompt")
            sound = self._model.generate(
                **read.to(self._device),
                history_prompt={part: preset[part].to(self._device) for part in _PARTS},
                semantic_max_new_tokens=round(tokens),
                min_eos_p=_END_LIKELY,
                semantic_do_sample=True,
                coarse_do_sample=True,
                semantic_temperature=temperature,
                coarse_temperature=temperature,  # the fine codes have a temperature of their own
            )
            return sound[0].float().cpu().numpy()
