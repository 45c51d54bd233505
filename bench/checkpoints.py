"""Random checkpoints: the real classes, saved and loaded by the real code, without a download.

Tiny ones (a few MB) for tests, full-size ones for measuring what a GPU does: speed and memory do
not depend on what the weights are. Runs under the diffusion environment's own Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def tokenizer(**more: Any) -> PreTrainedTokenizerFast:  # noqa: ANN401
    """Return a byte-level tokenizer: a token a byte, any script."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE({c: i for i, c in enumerate(SPECIAL + letters)}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token=SPECIAL[0], eos_token=SPECIAL[2], **more
    )


def vae(channels: int, full: bool) -> Any:  # noqa: ANN401
    """Return an autoencoder with latents of `channels` (16 for Z-Image, 4 for SDXL)."""
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        block_out_channels=[128, 256, 512, 512] if full else [16, 16, 32, 32],
        layers_per_block=2 if full else 1,
        latent_channels=channels,
        norm_num_groups=32 if full else 8,
        sample_size=1024 if full else 64,
        use_quant_conv=channels == 4,
        use_post_quant_conv=channels == 4,
        scaling_factor=0.3611 if channels == 16 else 0.13025,
        shift_factor=0.1159 if channels == 16 else None,
    )


def zimage(folder: str, full: bool = False) -> None:
    """Write a Z-Image checkpoint."""
    from diffusers import FlowMatchEulerDiscreteScheduler, ZImagePipeline, ZImageTransformer2DModel
    from transformers import Qwen3Config, Qwen3Model

    torch.manual_seed(0)
    words = tokenizer()
    words.chat_template = (
        "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
        "{{ message['content'] }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
    )
    heads = {"num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128}
    encoder = {"vocab_size": 151936, "hidden_size": 2560, "intermediate_size": 9728, **heads}
    encoder |= {"num_hidden_layers": 36}
    denoiser: dict[str, Any] = {}  # the class's own defaults are Z-Image's 6 billion
    if not full:
        heads = {"num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 16}
        encoder = {"vocab_size": len(words), "hidden_size": 32, "intermediate_size": 64, **heads}
        encoder |= {"num_hidden_layers": 2}
        denoiser = {"dim": 64, "n_layers": 2, "n_refiner_layers": 1, "n_heads": 2, "n_kv_heads": 2}
        denoiser |= {"cap_feat_dim": 32, "axes_dims": [8, 12, 12], "axes_lens": [1024, 512, 512]}
    with _numbers(full):
        pipe = ZImagePipeline(
            FlowMatchEulerDiscreteScheduler(shift=3.0),
            vae(16, full),
            Qwen3Model(Qwen3Config(**encoder)),
            words,
            ZImageTransformer2DModel(in_channels=16, **denoiser),
        )
    pipe.save_pretrained(folder)


def saved_anew(source: str, folder: str) -> None:
    """Write the Z-Image checkpoint `source` again, its tensors at other places in the files."""
    import json
    import shutil

    shutil.copytree(source, folder)
    for file in Path(folder).glob("*/*.safetensors"):
        data = file.read_bytes()
        size = int.from_bytes(data[:8], "little")
        header = json.dumps(json.loads(data[8 : 8 + size]) | {"__metadata__": {"format": "pt"}})
        # 4 bytes more before the tensors: none of them lies at a multiple of 64 as before.
        padded = header.encode() + b" " * (4 + -len(header) % 8)
        file.write_bytes(len(padded).to_bytes(8, "little") + padded + data[8 + size :])


def sdxl(folder: str, adapter: str | None = None, full: bool = False) -> None:
    """Write an SDXL checkpoint (a tiny one's own size is 64 x 64), and a tiny IP-Adapter for it."""
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    torch.manual_seed(0)
    size: dict[str, Any] = {
        "block_out_channels": (32, 64),
        "layers_per_block": 1,
        "sample_size": 8,
        "norm_num_groups": 8,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        "attention_head_dim": (2, 4),
        "addition_time_embed_dim": 8,
        "transformer_layers_per_block": (1, 1),
        "projection_class_embeddings_input_dim": 80,
        "cross_attention_dim": 64,
    }
    if full:
        size = {
            "block_out_channels": (320, 640, 1280),
            "layers_per_block": 2,
            "sample_size": 128,
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            "attention_head_dim": (5, 10, 20),
            "addition_time_embed_dim": 256,
            "transformer_layers_per_block": (1, 2, 10),
            "projection_class_embeddings_input_dim": 2816,
            "cross_attention_dim": 2048,
        }
    words = tokenizer(model_max_length=77)
    with _numbers(full):
        unet = UNet2DConditionModel(
            in_channels=4,
            out_channels=4,
            use_linear_projection=True,
            addition_embed_type="text_time",
            **size,
        )
        pipe = StableDiffusionXLPipeline(
            vae(4, full),
            CLIPTextModel(_clip(full, 768, 12)),
            CLIPTextModelWithProjection(_clip(full, 1280, 32)),
            words,
            words,
            unet,
            EulerDiscreteScheduler(
                beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear"
            ),
            add_watermarker=False,
        )
    pipe.save_pretrained(folder)
    if adapter is not None:
        _adapter(Path(adapter), unet)


def _clip(full: bool, width: int, layers: int) -> Any:  # noqa: ANN401
    from transformers import CLIPTextConfig

    heads = width // 64 if full else 4
    return CLIPTextConfig(
        vocab_size=49408 if full else 300,
        hidden_size=width if full else 32,
        intermediate_size=4 * width if full else 37,
        num_hidden_layers=layers if full else 2,
        num_attention_heads=heads,
        projection_dim=width if full else 32,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )


@contextmanager
def _numbers(full: bool) -> Iterator[None]:
    # 10 billion numbers as float32 would take 40 GB while they are made.
    torch.set_default_dtype(torch.bfloat16 if full else torch.float32)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


def _adapter(folder: Path, unet: Any) -> None:  # noqa: ANN401
    from safetensors.torch import save_file
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    vision = CLIPVisionConfig(
        hidden_size=32,
        projection_dim=32,
        intermediate_size=37,
        num_hidden_layers=2,
        num_attention_heads=4,
        image_size=32,
        patch_size=4,
    )
    encoder = CLIPVisionModelWithProjection(vision)
    encoder.save_pretrained(folder / "models/image_encoder")
    width = unet.config.cross_attention_dim
    tensors = {
        "image_proj.proj.weight": torch.randn(4 * width, 32) * 0.2,
        "image_proj.proj.bias": torch.zeros(4 * width),
        "image_proj.norm.weight": torch.ones(width),
        "image_proj.norm.bias": torch.zeros(width),
    }
    number = 1
    for name in unet.attn_processors:
        if name.endswith("attn2.processor"):
            module = unet.get_submodule(name.removesuffix(".processor"))
            for part in ("to_k_ip", "to_v_ip"):
                weight = torch.randn(module.inner_dim, width) * 0.2
                tensors[f"ip_adapter.{number}.{part}.weight"] = weight
            number += 2
    (folder / "sdxl_models").mkdir(parents=True)
    save_file(tensors, str(folder / "sdxl_models/ip-adapter_sdxl_vit-h.safetensors"))


def checker(folder: str, refuses: bool) -> None:
    """Write a safety checker into a checkpoint's folder, which refuses everything or nothing."""
    from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
    from transformers import CLIPConfig

    small = {"hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 1}
    small |= {"num_attention_heads": 4, "projection_dim": 32}
    config = CLIPConfig(
        text_config={**small, "vocab_size": 300},
        vision_config={**small, "image_size": 32, "patch_size": 8},
        projection_dim=32,
    )
    made = StableDiffusionSafetyChecker(config)
    made.concept_embeds_weights.data.fill_(-2.0 if refuses else 2.0)
    made.special_care_embeds_weights.data.fill_(2.0)
    made.save_pretrained(Path(folder) / "safety_checker")
