"""A Chatterbox of a few megabytes with random weights, and lines spoken by its real code.

Run by the Python of Chatterbox's environment: `tiny_chatterbox.py FOLDER < jobs.json`. Only numbers
of layers and channels are smaller than the library's own; all its classes are the real ones.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

os.environ |= {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}

import chatterbox
import numpy as np
import torch
from chatterbox.models.s3gen import s3gen
from chatterbox.models.s3tokenizer.s3tokenizer import S3TokenizerV2
from chatterbox.models.t3 import T3
from chatterbox.models.t3.llama_configs import LLAMA_CONFIGS
from chatterbox.models.t3.modules import cond_enc
from chatterbox.models.t3.modules.t3_config import T3Config
from chatterbox.models.voice_encoder import VoiceEncoder
from safetensors.torch import save_file
from tokenizers import Tokenizer
from tokenizers.models import BPE

STOP = 6562
BEGINNING = 8  # tokens of a line before which it is not done
SPOKEN = range(0, 4800, 200)  # the speech tokens that the tiny model says, each about as often


def shrink() -> None:
    """Make the library's models small, in this process."""
    LLAMA_CONFIGS["Llama_520M"].update(
        hidden_size=64,
        intermediate_size=64,
        num_hidden_layers=14,
        num_attention_heads=16,
        num_key_value_heads=16,
        head_dim=4,
    )
    cond_enc.Perceiver = partial(cond_enc.Perceiver, pre_attention_query_size=64, embedding_dim=64)
    config = S3TokenizerV2.__init__.__defaults__[0]
    config.n_audio_state, config.n_audio_head, config.n_audio_layer = 64, 1, 1
    s3gen.UpsampleConformerEncoder = _with(
        s3gen.UpsampleConformerEncoder, linear_units=64, num_blocks=1
    )
    s3gen.ConditionalDecoder = _with(
        s3gen.ConditionalDecoder,
        channels=[32],
        attention_head_dim=8,
        num_heads=2,
        n_blocks=1,
        num_mid_blocks=1,
    )
    s3gen.HiFTGenerator = partial(s3gen.HiFTGenerator, base_channels=32)


def _with(kind: type, **smaller: Any) -> Any:
    return lambda **wish: kind(**{**wish, **smaller})


def build(folder: Path) -> None:
    """Write both models, English and multilingual, with a voice of their own."""
    torch.manual_seed(0)
    folder.mkdir(parents=True)
    voice_encoder, speech = VoiceEncoder(), s3gen.S3Token2Wav()
    _save(voice_encoder, folder / "ve.safetensors")
    torch.save(voice_encoder.state_dict(), folder / "ve.pt")
    _save(speech, folder / "s3gen.safetensors")
    torch.save(speech.state_dict(), folder / "s3gen.pt")
    _save(_talker(T3Config.english_only()), folder / "t3_cfg.safetensors")
    _save(_talker(T3Config.multilingual()), folder / "t3_mtl23ls_v2.safetensors")
    for name in ("tokenizer.json", "grapheme_mtl_merged_expanded_v1.json"):
        _tokenizer().save(str(folder / name))
    with contextlib.redirect_stdout(sys.stderr):
        model = chatterbox.ChatterboxTTS.from_local(folder, "cpu")
        noise = np.random.default_rng(0).normal(0, 0.1, 4 * 24000).astype(np.float32)
        import soundfile

        soundfile.write(folder / "own.wav", noise, 24000)
        model.prepare_conditionals(folder / "own.wav")
        model.conds.save(folder / "conds.pt")


def build_small(folder: str) -> None:
    """Write both models, the library's sizes made small first."""
    shrink()
    build(Path(folder))


def _save(model: torch.nn.Module, path: Path) -> None:
    # A window that is a view of another tensor could not be saved as it is.
    save_file({name: value.clone() for name, value in model.state_dict().items()}, path)


def _talker(config: T3Config) -> T3:
    """Return a T3 that says any of SPOKEN and, after a while, now and then that it is done."""
    talker = T3(config)
    with torch.no_grad():
        # Channel 0 carries a constant through all layers, channel 1 whether the line has just
        # begun; the head reads its logits from them.
        for layer in talker.tfmr.layers:
            layer.self_attn.o_proj.weight[:2] = 0
            layer.mlp.down_proj.weight[:2] = 0
        talker.speech_emb.weight[:, 0] = 30
        talker.speech_emb.weight[:, 1] = 0
        talker.speech_pos_emb.emb.weight[:, :2] = 0
        talker.speech_pos_emb.emb.weight[:BEGINNING, 1] = 30
        head = talker.speech_head.weight
        head[:, :2] = 0
        head[[*SPOKEN, STOP], 0] = 0.45
        head[STOP, 1] = -0.45
        # No sounds: a trained model never says them, and the library does not expect them.
        head[[STOP - 1, *range(STOP + 1, config.speech_tokens_dict_size)], 0] = -0.45
    return talker


def _tokenizer() -> Tokenizer:
    letters = [chr(code) for code in range(33, 127)] + list("¿¡´¨ñç\u0301\u0303…,.")
    pieces = ["[STOP]", "[UNK]", "[SPACE]", "[es]", "[PAD]", *dict.fromkeys(letters)]
    pieces += [f"[{index}]" for index in range(len(pieces), 255)]
    vocabulary = {piece: index for index, piece in enumerate([*pieces, "[START]"])}
    tokenizer = Tokenizer(BPE(vocabulary, [], unk_token="[UNK]"))
    tokenizer.add_special_tokens(["[START]", "[STOP]", "[UNK]", "[SPACE]", "[es]", "[PAD]"])
    return tokenizer


def speak(engine: Any, spec: dict[str, Any]) -> dict[str, Any]:
    """Return what came of one line: digest, probes, length, record; or the error's sentence."""
    from build.errors import UserError

    try:
        speech = engine.speak(spec)
    except UserError as error:
        return {"error": str(error)}
    samples = speech.samples
    quiet = np.diff(np.flatnonzero(np.abs(samples) > 0.004), prepend=0)
    return {
        "digest": hashlib.sha256(samples.tobytes()).hexdigest()[:16],
        "probes": np.round(samples[::997] * 32767).astype(int).tolist(),
        "seconds": len(samples) / speech.rate,
        "rate": speech.rate,
        "type": str(samples.dtype),
        "shape": list(samples.shape),
        "pauses": [round(gap / speech.rate, 3) for gap in quiet if gap > 0.3 * speech.rate],
        "record": speech.record,
        "hooks": {
            name: sum(len(layer.self_attn._forward_hooks) for layer in model.t3.tfmr.layers)
            for name, model in engine._loaded.items()
        },
    }


def main() -> None:
    """Build the tiny models under FOLDER and speak the lines that stand on the standard input."""
    from engines.speech import chatterbox as adapter

    # Known without the library, while engines are chosen.
    assert set(adapter.LANGUAGES) == set(chatterbox.SUPPORTED_LANGUAGES) - {"zh"}
    folder = Path(sys.argv[1])
    shrink()
    build(folder / adapter.MODEL)
    jobs = json.load(sys.stdin)
    engines = {name: adapter.load(settings, folder) for name, settings in jobs["engines"].items()}
    found = [speak(engines[job["engine"]], job["spec"]) for job in jobs["lines"]]
    print("\n" + json.dumps(found))


if __name__ == "__main__":
    main()
