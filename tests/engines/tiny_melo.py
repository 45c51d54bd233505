"""A MeloTTS of a few megabytes with random weights, and lines spoken by its real code.

Run by the Python of MeloTTS's environment: `tiny_melo.py FOLDER < lines.json`.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

from build.errors import UserError
from engines.protocol import run_folder
from engines.speech import melo as adapter

DATA = {
    "sampling_rate": 44100,
    "filter_length": 2048,
    "hop_length": 512,
    "add_blank": True,
    "n_speakers": 2,
    "spk2id": {"ES": 0, "ES-B": 1},
}
MODEL = {
    "use_spk_conditioned_encoder": True,
    "use_noise_scaled_mas": True,
    "inter_channels": 16,
    "hidden_channels": 16,
    "filter_channels": 32,
    "n_heads": 2,
    "n_layers": 3,
    "n_layers_trans_flow": 3,
    "kernel_size": 3,
    "p_dropout": 0.1,
    "resblock": "1",
    "resblock_kernel_sizes": [3],
    "resblock_dilation_sizes": [[1, 3, 5]],
    "upsample_rates": [8, 8, 2, 2, 2],
    "upsample_initial_channel": 32,
    "upsample_kernel_sizes": [16, 16, 8, 2, 2],
    "gin_channels": 16,
}


def build(folder: str) -> None:
    """Write every model that Spanish needs under `folder`."""
    _loaded(Path(folder))


def _loaded(models: Path) -> Any:
    for name in adapter.models({}):
        (models / name).mkdir(parents=True)
    engine = adapter.load({}, models)  # before transformers is imported: it sets the cache
    build_berts(models)
    build_voices(models)
    return engine


def build_berts(models: Path) -> None:
    """Write a tokenizer for each language, and a small BERT for Spanish."""
    import torch
    from transformers import BertConfig, BertForMaskedLM, BertTokenizerFast

    torch.manual_seed(0)
    letters = [chr(code) for code in range(33, 127)] + list("¿¡áéíóúüñ…")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    words += [f"##{letter}" for letter in letters]
    for name in adapter.models({}):
        if name == "melo-spanish":
            continue
        folder = models / name
        (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
        config = BertConfig(
            vocab_size=len(words),
            hidden_size=768,
            num_hidden_layers=3,
            num_attention_heads=2,
            intermediate_size=16,
        )
        BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
        config.save_pretrained(folder)
        if name == "melo-bert-spanish":
            BertForMaskedLM(config).save_pretrained(folder)


def build_voices(models: Path) -> None:
    """Write a Spanish voice."""
    import torch
    from melo.models import SynthesizerTrn
    from melo.text.symbols import num_languages, num_tones, symbols

    torch.manual_seed(0)
    model = SynthesizerTrn(
        len(symbols),
        DATA["filter_length"] // 2 + 1,
        16384 // DATA["hop_length"],
        n_speakers=DATA["n_speakers"],
        num_tones=num_tones,
        num_languages=num_languages,
        **MODEL,
    )
    folder = models / "melo-spanish"
    config = {
        "train": {"segment_size": 16384},
        "data": DATA,
        "model": MODEL,
        "num_languages": num_languages,
        "num_tones": num_tones,
        "symbols": symbols,
    }
    (folder / "config.json").write_text(json.dumps(config))
    torch.save({"model": model.state_dict(), "iteration": 0}, folder / "checkpoint.pth")


def speak(engine: Any, spec: dict[str, Any]) -> dict[str, Any]:
    """Return what came of one line, or the error's sentence."""
    try:
        speech = engine.speak(spec)
    except UserError as error:
        return {"error": str(error)}
    digest = hashlib.sha256(speech.samples.tobytes()).hexdigest()[:16]
    return {
        "digest": digest,
        "probes": (speech.samples[::997] * 32767).round().astype(int).tolist(),
        "seconds": len(speech.samples) / speech.rate,
        "rate": speech.rate,
        "record": speech.record,
    }


def main() -> None:
    """Build the tiny models under FOLDER and speak the lines that stand on the standard input."""
    atexit.register(shutil.rmtree, run_folder(), ignore_errors=True)
    engine = _loaded(Path(sys.argv[1]))
    found = [speak(engine, spec) for spec in json.load(sys.stdin)]
    print("\n" + json.dumps(found))


if __name__ == "__main__":
    main()
