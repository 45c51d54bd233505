"""A MusicGen checkpoint of a megabyte with random weights, which the real code loads and plays.

Its codec makes four frames of sound a second, not fifty, so that a minute takes seconds to make.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import EncodecModel

SAMPLE_RATE = 32000
HOP = 8000  # samples of one frame of codes
CODEBOOKS = 4  # of each channel
SIZE = 64  # entries of a codebook


def build(folder: str) -> None:
    """Write the checkpoint to `folder`, stereo where that says so; the same one every time."""
    import torch
    from transformers import (
        EncodecConfig,
        EncodecFeatureExtractor,
        MusicgenConfig,
        MusicgenForConditionalGeneration,
        MusicgenProcessor,
        T5Config,
        T5Tokenizer,
    )
    from transformers.models.musicgen.configuration_musicgen import MusicgenDecoderConfig

    channels = 2 if "stereo" in folder else 1
    torch.manual_seed(1)
    letters = [(letter, -3.0) for letter in "abcdefghijklmnopqrstuvwxyz"]
    words = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), *letters]
    text = T5Config(vocab_size=len(words), d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=2)
    codec = EncodecConfig(
        sampling_rate=SAMPLE_RATE,
        audio_channels=1,
        num_filters=4,
        hidden_size=16,
        codebook_size=SIZE,
        codebook_dim=16,
        upsampling_ratios=[8, 5, 5, 5, 8],
        target_bandwidths=[SAMPLE_RATE / HOP * CODEBOOKS * 6 / 1000],  # 64 entries are 6 bits
        norm_type="weight_norm",
        use_causal_conv=False,  # as the codec of the real one
        num_lstm_layers=2,
    )
    decoder = MusicgenDecoderConfig(
        vocab_size=SIZE,
        hidden_size=32,
        ffn_dim=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_codebooks=CODEBOOKS * channels,
        audio_channels=channels,
        pad_token_id=SIZE,
        bos_token_id=SIZE,
        initializer_factor=0.5,
    )
    config = MusicgenConfig(text_encoder=text, audio_encoder=codec, decoder=decoder)
    model = MusicgenForConditionalGeneration(config)
    give_codes_a_sound(model.audio_encoder)
    model.generation_config.pad_token_id = SIZE
    model.generation_config.bos_token_id = SIZE
    model.generation_config.decoder_start_token_id = SIZE
    model.save_pretrained(folder)
    extractor = EncodecFeatureExtractor(feature_size=channels, sampling_rate=SAMPLE_RATE)
    MusicgenProcessor(extractor, T5Tokenizer(vocab=words, extra_ids=0)).save_pretrained(folder)


def give_codes_a_sound(codec: EncodecModel) -> None:
    """Draw the codebooks of an EnCodec model, which begin as zeros, and take away what hums."""
    import torch

    with torch.no_grad():
        for layer in codec.quantizer.layers:
            layer.codebook.embed.normal_(std=4)
        for name, weight in codec.named_parameters():
            if "bias" in name:
                weight.zero_()


def probe(folder: str) -> None:
    """Write 35 s of codes, their sound at once and in blocks, and the first 24 s to probe.npz."""
    import numpy as np
    import torch

    from engines.music.musicgen_model import MusicGen, decoded

    model = MusicGen(Path(folder) / "musicgen-small")
    choice = {"guidance": 3.0, "temperature": 1.0, "top_k": 250}
    spans = [(0, 60), (24, 36), (24, 36), (24, 8)]
    codes = model.compose("a calm sea", spans, 7, **choice)
    first = model.compose("a calm sea", spans[:2], 7, **choice)
    with torch.inference_mode():
        whole = decoded(model._codec, codes[0])
        blocks = decoded(model._codec, codes[0], block=20)
    np.savez(Path(folder) / "probe.npz", codes=codes, first=first, whole=whole, blocks=blocks)
