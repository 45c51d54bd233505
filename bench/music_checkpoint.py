"""A MusicGen checkpoint with random weights, which the real code loads and plays.

Tiny ones, of a megabyte, for tests: their codec makes four frames of sound a second, not fifty, so
that a minute takes seconds to make. Full-size ones, as musicgen-small, for measuring. Runs under
the musicgen environment's own Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import EncodecModel

SAMPLE_RATE = 32000
HOP = 8000  # samples of one of a tiny codec's frames
CODEBOOKS = 4  # of each channel
SIZE = 64  # entries of a tiny codebook


def build(folder: str, full: bool = False) -> None:
    """Write a checkpoint to `folder`, stereo where that says so; the same one every time."""
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
    text, codec, decoder = _full() if full else _tiny(len(words))
    size = decoder["vocab_size"]
    config = MusicgenConfig(
        text_encoder=T5Config(**text),
        audio_encoder=EncodecConfig(
            sampling_rate=SAMPLE_RATE,
            audio_channels=1,
            norm_type="weight_norm",
            use_causal_conv=False,  # as the codec of the real one
            num_lstm_layers=2,
            **codec,
        ),
        decoder=MusicgenDecoderConfig(
            num_codebooks=CODEBOOKS * channels,
            audio_channels=channels,
            pad_token_id=size,
            bos_token_id=size,
            **decoder,
        ),
    )
    model = MusicgenForConditionalGeneration(config)
    give_codes_a_sound(model.audio_encoder)
    model.generation_config.pad_token_id = size
    model.generation_config.bos_token_id = size
    model.generation_config.decoder_start_token_id = size
    model.save_pretrained(folder)
    extractor = EncodecFeatureExtractor(feature_size=channels, sampling_rate=SAMPLE_RATE)
    MusicgenProcessor(extractor, T5Tokenizer(vocab=words, extra_ids=0)).save_pretrained(folder)


Sizes = dict[str, Any]


def _tiny(words: int) -> tuple[Sizes, Sizes, Sizes]:
    """Return the sizes of text encoder, codec and decoder."""
    text = {"d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 2}
    codec: Sizes = {"num_filters": 4, "hidden_size": 16, "codebook_size": SIZE, "codebook_dim": 16}
    codec["upsampling_ratios"] = [8, 5, 5, 5, 8]
    codec["target_bandwidths"] = [SAMPLE_RATE / HOP * CODEBOOKS * 6 / 1000]  # 64 entries are 6 bits
    decoder = {"vocab_size": SIZE, "hidden_size": 32, "ffn_dim": 64, "num_hidden_layers": 2}
    return (
        {"vocab_size": words, **text},
        codec,
        {**decoder, "num_attention_heads": 2, "initializer_factor": 0.5},
    )


def _full() -> tuple[Sizes, Sizes, Sizes]:
    """Return those of musicgen-small: T5 base, EnCodec of 50 frames a second, 24 layers."""
    text = {"d_model": 768, "d_kv": 64, "d_ff": 3072, "num_layers": 12, "num_heads": 12}
    codec: Sizes = {"num_filters": 64, "hidden_size": 128, "codebook_size": 2048}
    codec |= {"codebook_dim": 128, "upsampling_ratios": [8, 5, 4, 4], "target_bandwidths": [2.2]}
    decoder = {"vocab_size": 2048, "hidden_size": 1024, "ffn_dim": 4096, "num_hidden_layers": 24}
    return {"vocab_size": 32128, **text}, codec, {**decoder, "num_attention_heads": 16}


def give_codes_a_sound(codec: EncodecModel) -> None:
    """Draw the codebooks of an EnCodec model, which begin as zeros, and take away what hums."""
    import torch

    with torch.no_grad():
        for layer in codec.quantizer.layers:
            layer.codebook.embed.normal_(std=4)
        for name, weight in codec.named_parameters():
            if "bias" in name:
                weight.zero_()
