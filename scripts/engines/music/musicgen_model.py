"""MusicGen in its parts: text to codes, window after window, and codes to sound, block after block.

`generate` hands out sound alone. To go on from codes without making them sound and coding that
again, which would lose a little at every window, the codec is kept apart and the model has a
stand-in for it that hands the codes through.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import torch
from transformers import AutoTokenizer, MusicgenForConditionalGeneration
from transformers.modeling_outputs import BaseModelOutput
from transformers.utils import logging

from build.gauge import counted
from engines.torch_device import best_device, enough_memory, precision, settle, told

if TYPE_CHECKING:
    import numpy as np

# The codec becomes the same sound again this many frames after a beginning in mid-piece (its LSTM
# and convolutions have forgotten by then), so blocks are decoded with so many around them.
_CONTEXT = 100
_BLOCK = 1500

_ADVICE = "choose a smaller engines.musicgen.model, or close what else uses it"


class MusicGen:
    """A loaded checkpoint. `rate` is its sound's in Hz, `frame_rate` its codes' per second."""

    def __init__(self, folder: Path) -> None:
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        settle()
        self._device = best_device()
        dtype = precision(self._device, torch.float16)
        with enough_memory(self._device, f"load {folder.name}", _ADVICE):
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = MusicgenForConditionalGeneration.from_pretrained(folder, local_files_only=True)
            # MPS cannot run convolutions as long as a block of sound.
            place = torch.device("cpu") if self._device.type == "mps" else self._device
            self._codec = model.audio_encoder.to(place).eval()
            model.audio_encoder = _HandThrough()
            # T5 overflows in half precision; the codec would add noise.
            self._model = model.to(self._device, dtype).eval()
            self._model.text_encoder.float()
        self._dtype = dtype
        self.told = told(self._device, dtype)
        self.rate = int(self._codec.config.sampling_rate)
        self.frame_rate = self.rate / self._codec.config.hop_length

    def compose(
        self,
        prompt: str,
        spans: Sequence[tuple[int, int]],
        seed: int,
        *,
        guidance: float,
        temperature: float,
        top_k: int,
    ) -> torch.Tensor:
        """Return codes (channels, codebooks, frames) of all windows of `spans`."""
        decoder = self._model.decoder.config
        channels, late = decoder.audio_channels, decoder.num_codebooks // decoder.audio_channels - 1
        torch.manual_seed(seed)
        with torch.inference_mode(), enough_memory(self._device, "compose", _ADVICE):
            tokens, hidden, mask = self._read(prompt, guidance)
            codes = torch.empty(decoder.num_codebooks, 0, dtype=torch.long, device=self._device)
            for before, count in counted(spans, len(spans), "compose"):
                start = codes.shape[1] - before
                made = self._model.generate(
                    input_ids=tokens,
                    attention_mask=mask,
                    encoder_outputs=BaseModelOutput(last_hidden_state=hidden),
                    **({"decoder_input_ids": codes[:, start:]} if before else {}),
                    # Each codebook is composed one step after the one before it.
                    max_new_tokens=count + late,
                    do_sample=True,
                    guidance_scale=guidance,
                    temperature=temperature,
                    top_k=top_k,
                )[0]
                codes = torch.cat([codes, _interleaved(made, channels)[:, before:]], dim=1)
        return codes.reshape(-1, channels, codes.shape[1]).transpose(0, 1)

    def _read(
        self, prompt: str, guidance: float
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return the prompt's tokens, and its meaning and mask, with nothing beside it to guide."""
        read = self._tokenizer([prompt], return_tensors="pt").to(self._device)
        hidden = self._model.text_encoder(**read).last_hidden_state.to(self._dtype)
        mask = read["attention_mask"]
        if guidance > 1:
            hidden = torch.cat([hidden, torch.zeros_like(hidden)])
            mask = torch.cat([mask, torch.zeros_like(mask)])
        return read["input_ids"], hidden, mask

    def sound(self, codes: torch.Tensor) -> np.ndarray:
        """Return the sound of `codes`, float32 (samples, channels) at `rate`."""
        with torch.inference_mode(), enough_memory(self._device, "make sound of codes", _ADVICE):
            channels = [decoded(self._codec, channel) for channel in codes]
            return torch.stack(channels, dim=1).numpy()


def decoded(
    codec: torch.nn.Module, codes: torch.Tensor, block: int = _BLOCK, context: int = _CONTEXT
) -> torch.Tensor:
    """Return the sound (samples,) of `codes` (codebooks, frames), in memory for one block.

    Every block is decoded with `context` frames before and after it, which are then left out.
    """
    hop = codec.config.hop_length
    parts = []
    for start in range(0, codes.shape[1], block):
        first = max(0, start - context)
        piece = codes[None, None, :, first : start + block + context]
        values = codec.decode(piece.to(codec.device), [None]).audio_values[0, 0]
        parts.append(values[(start - first) * hop :][: block * hop].float().cpu())
    return torch.cat(parts)


def _interleaved(made: torch.Tensor, channels: int) -> torch.Tensor:
    # `generate` hands out the left channel's codebooks, then the right one's; as a prompt it wants
    # them in turns.
    return made.reshape(channels, -1, made.shape[1]).transpose(0, 1).reshape(made.shape)


class _HandThrough(torch.nn.Module):
    """Stands for the codec where codes are wanted."""

    def decode(self, audio_codes: torch.Tensor, audio_scales: object) -> SimpleNamespace:
        return SimpleNamespace(audio_values=audio_codes[0])
