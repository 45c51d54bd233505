"""A Bark checkpoint of two megabytes with random weights, which the real code loads and speaks."""

from __future__ import annotations

import json
from pathlib import Path

VOICE = "v2/en_speaker_6"
SENSES = 24  # sense tokens; the next one is end and padding, which comes soon among so few
TEXT = 32  # where its vocabulary of text begins
SIZE = 64  # entries of a codebook
RATE = 24000


def build(folder: str) -> None:
    """Write the checkpoint with one voice to `folder`; the same one every time."""
    import torch
    from tiny_musicgen import give_codes_a_sound
    from transformers import (
        BarkCoarseConfig,
        BarkConfig,
        BarkFineConfig,
        BarkModel,
        BarkSemanticConfig,
        BertTokenizer,
        EncodecConfig,
    )

    torch.manual_seed(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{x}" for x in letters)]
    text_pad, infer = TEXT + len(words), TEXT + len(words) + 1
    coarse_pad = SENSES + 2 * SIZE
    gpt = {"num_layers": 2, "num_heads": 2, "hidden_size": 32, "initializer_range": 0.3}
    config = BarkConfig(
        semantic_config=BarkSemanticConfig(
            input_vocab_size=infer + 1, output_vocab_size=SENSES + 1, **gpt
        ).to_dict(),
        coarse_acoustics_config=BarkCoarseConfig(
            input_vocab_size=coarse_pad + 3, output_vocab_size=coarse_pad + 3, **gpt
        ).to_dict(),
        fine_acoustics_config=BarkFineConfig(
            input_vocab_size=SIZE + 32, output_vocab_size=SIZE + 32, **gpt
        ).to_dict(),
        codec_config=EncodecConfig(
            sampling_rate=RATE,
            num_filters=4,
            hidden_size=16,
            codebook_size=SIZE,
            codebook_dim=16,
            upsampling_ratios=[8, 5, 4, 2],
            target_bandwidths=[75 * 8 * 6 / 1000],
        ).to_dict(),
    )
    model = BarkModel(config)
    give_codes_a_sound(model.codec_model)
    model.save_pretrained(folder)
    generation = {
        "model_type": "bark",
        "sample_rate": RATE,
        "codebook_size": SIZE,
        "semantic_config": {
            "eos_token_id": SENSES,
            "pad_token_id": SENSES,
            "semantic_vocab_size": SENSES,
            "text_encoding_offset": TEXT,
            "text_pad_token": text_pad,
            "semantic_infer_token": infer,
            "semantic_rate_hz": 49.9,
            "max_new_tokens": 768,
        },
        "coarse_acoustics_config": {
            "coarse_semantic_pad_token": coarse_pad,
            "coarse_infer_token": coarse_pad + 2,
            "pad_token_id": coarse_pad,
        },
        "fine_acoustics_config": {"temperature": 0.5},
    }
    (Path(folder) / "generation_config.json").write_text(json.dumps(generation))
    BertTokenizer(vocab={word: index for index, word in enumerate(words)}).save_pretrained(folder)
    _write_voice(Path(folder))


def _write_voice(folder: Path) -> None:
    import numpy as np

    rng = np.random.default_rng(1)
    parts = {
        "semantic_prompt": rng.integers(0, SENSES, 60),
        "coarse_prompt": rng.integers(0, SIZE, (2, 90)),
        "fine_prompt": rng.integers(0, SIZE, (8, 90)),
    }
    files = {part: f"speaker_embeddings/{VOICE}_{part}.npy" for part in parts}
    for part, codes in parts.items():
        (folder / files[part]).parent.mkdir(parents=True, exist_ok=True)
        np.save(folder / files[part], codes)
    # As in the real one, whose repository holds the voices it lists; here a second one is missing.
    missing = {part: name.replace("speaker_6", "speaker_7") for part, name in files.items()}
    voices = {"repo_or_path": "suno/bark-small", VOICE: files, "v2/en_speaker_7": missing}
    (folder / "speaker_embeddings_path.json").write_text(json.dumps(voices))
