"""A loaded pipeline that goes on when memory runs out: each time with less of it on the GPU."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import torch

from build.gauge import Gauge, tell
from engines import torch_device
from engines.image.diffusion import placement as placements
from engines.image.diffusion import speed, weights

T = TypeVar("T")


def step_counter(steps: int) -> Callable[..., Any]:
    """Return what a pipeline calls after each of its `steps`, to tell how far the picture is."""
    gauge = Gauge(steps, "draw the picture")

    def after(_pipe: object, step: int, _time: object, values: Any) -> Any:  # noqa: ANN401
        gauge.reach(step + 1)
        return values

    return after


class Studio:
    """Holds the pipeline that `build(dtype)` returns, with the denoiser `denoiser` (its name).

    `settings` has placement, weights, dtype, attention, compile and threads.
    """

    def __init__(
        self,
        engine: str,
        build: Callable[[Any], Any],
        denoiser: str,
        settings: Mapping[str, Any],
        largest: tuple[int, int],
    ) -> None:
        self._engine, self._build, self._denoiser = engine, build, denoiser
        self._settings = settings
        self._working = placements.working_bytes(*largest)
        torch_device.settle(settings["threads"])
        self.device = torch_device.best_device()
        self._dtype = torch_device.precision(self.device, torch.bfloat16, settings["dtype"])
        wish = settings["placement"]
        self._placement: str | None = None if wish == "auto" else wish
        self._left: list[str] = []  # placements that memory did not suffice for
        self._drawn = 0
        self._compiled = False
        self._pipe: Any = None
        self.run(lambda pipe: None)

    def run(self, work: Callable[[Any], T]) -> T:
        """Return what `work` makes of the pipeline; where memory runs out, a step down and again.

        UserError when there is no step left.
        """
        while True:
            try:
                if self._pipe is None:
                    self._open()
                return work(self._pipe)
            except Exception as error:
                if not torch_device.is_out_of_memory(error):
                    raise
            # Only out here: while the error is handled, its frames hold the tensors.
            self._step_down()

    def count(self) -> None:
        """Note that a picture was drawn, and compile where that begins to pay."""
        self._drawn += 1
        self._compile_if_worth()

    def reopen(self) -> None:
        """Load the pipeline again at its next use."""
        self._pipe = None
        self._compiled = False
        torch_device.release(self.device)

    def record(self) -> dict[str, Any]:
        """Return what a sidecar tells of the making."""
        told: dict[str, Any] = {
            **torch_device.told(self.device, self._dtype),
            "placement": self._placement,
            "compiled": self._compiled,
        }
        if self._left:
            told["did_not_fit"] = list(self._left)
        return told

    def _open(self) -> None:
        pipe = self._build(self._dtype)
        if self.device.type == "cpu":
            weights.align(pipe)
        denoiser = getattr(pipe, self._denoiser)
        weights.quantise(denoiser, self._settings["weights"], self._dtype)
        speed.set_attention(denoiser, self._settings["attention"])
        if self._placement is None:
            free = torch_device.free_bytes(self.device)
            # On the CPU everything is where it is reckoned with already.
            on_cpu = self.device.type == "cpu"
            need = placements.measure(pipe)
            self._placement = "none" if on_cpu else placements.choose(need, self._working, free)
            tell(
                f"{self._engine}: placement {self._placement}, {free / 1e9:.1f} GB free for "
                f"{need.models / 1e9:.1f} GB of weights"
            )
        placements.place(pipe, self._placement, self.device)
        self._pipe = pipe
        self._compile_if_worth()

    def _compile_if_worth(self) -> None:
        assert self._placement is not None
        wish = self._settings["compile"]
        if not self._compiled and speed.should_compile(wish, self._drawn, self._placement):
            speed.compile_blocks(getattr(self._pipe, self._denoiser))
            self._compiled = True

    def _step_down(self) -> None:
        self.reopen()
        before = self._placement
        after = None if before is None else placements.lower(before)
        if before is None or after is None:
            free = torch_device.free_bytes(self.device) / 1e9
            raise torch_device.memory_error(
                self.device,
                f"draw with {self._engine}",
                f"{free:.1f} GB are too little for this picture, even layer by layer; end other "
                "programs that use it, ask for smaller pictures, or hold the weights in 8 bits "
                f"(engines.{self._engine}.weights)",
            )
        self._placement = after
        self._left.append(before)
        tell(f"{self._engine}: out of memory with placement {before}; again with {after}")
