"""What makes drawing faster and rounds otherwise: compiled blocks and other attention kernels.

Both are settings and in a take's name.
"""

from __future__ import annotations

from typing import Any

from build.errors import UserError

COMPILE_AFTER = 8  # pictures: about where what compiling costs (10 to 60 s on a GPU) comes back


def set_attention(denoiser: Any, backend: str) -> None:  # noqa: ANN401
    """Have the denoiser attend by diffusers' `backend`; `native` is PyTorch's own choice."""
    if backend == "native":
        return
    try:
        denoiser.set_attention_backend(backend)
    except (ValueError, RuntimeError, ImportError) as error:
        raise UserError(
            f"the attention backend {backend!r} cannot be used here ({error}); "
            "set `attention: native`"
        ) from error


def should_compile(wish: str, drawn: int, placement: str) -> bool:
    """Tell whether to compile before the next picture, `drawn` having been drawn.

    `auto` waits until a worker has drawn so many pictures that compiling would have paid. Under
    group and sequential offload the blocks move, and nothing is compiled.
    """
    if placement not in ("none", "model"):
        return False
    return wish == "on" or (wish == "auto" and drawn >= COMPILE_AFTER)


def compile_blocks(denoiser: Any) -> None:  # noqa: ANN401
    """Compile the blocks that repeat: one of them is compiled and serves for all."""
    denoiser.compile_repeated_blocks()
