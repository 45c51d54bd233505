"""Movement that comes round: in a loop of so many seconds, everything makes whole turns.

What is written here are FFmpeg expressions of the time `now`; `at` puts a filter's own name for it
in its place. The noise under the movement does not come round; the loop's crossfade sees to it.
"""

from __future__ import annotations

from random import Random


class Circle:
    """A loop of `seconds`, with the chance that sets its phases and seeds its noise."""

    def __init__(self, seconds: float, chance: Random) -> None:
        self.seconds = seconds
        self.chance = chance

    def turn(self, period: float, unsteady: float = 0.0) -> str:
        """Return an angle in radians that turns once in about `period` seconds.

        `unsteady` is the share by which its speed strays at most, in two sways of their own.
        """
        turns = max(1, round(self.seconds / period))
        angle = f"{self._turns(turns)}*now+{self._phase()}"
        for share, slower in ((0.6, 2.3), (0.4, 3.7)):
            sways = max(1, round(turns / slower))
            depth = unsteady * share * turns / sways
            if depth:
                angle += f"+{depth:.5f}*sin({self._turns(sways)}*now+{self._phase()})"
        return f"({angle})"

    def sway(self, period: float) -> str:
        """Return a value between -1 and 1 that comes back in about `period` seconds."""
        return f"sin{self.turn(period)}"

    def tone(self, hertz: float) -> str:
        """Return a sine of very nearly `hertz` that a power crossfade leaves at its level.

        A quarter turn more than whole ones: the loop's end meets its start at a right angle, where
        cos(a) * sin(x + pi / 2) + sin(a) * sin(x) = cos(x - a), of the same height for every a.
        """
        turns = round(self.seconds * hertz) + 0.25
        return f"sin({self._turns(turns)}*now+{self._phase()})"

    def noise(self, colour: str, density: float | None = None) -> str:
        """Return a stereo source of noise: two that are strangers, each a little in the other.

        `density` is the share of samples that are drops, for the colour velvet.
        """
        grain = "" if density is None else f":density={density}"
        sides = "".join(
            f"anoisesrc=r=48000:c={colour}{grain}:s={self.chance.getrandbits(32)}[{{layer}}{side}];"
            for side in "ab"
        )
        join = "[{layer}a][{layer}b]join=inputs=2:channel_layout=stereo"
        # Shares of 0.92 and 0.39 keep power and leave the sides 0.7 alike: wide, and safe in mono.
        return f"{sides}{join},pan=stereo|c0=0.92*c0+0.39*c1|c1=0.39*c0+0.92*c1"

    def _turns(self, turns: float) -> str:
        return f"2*PI*{turns}/{self.seconds!r}"

    def _phase(self) -> str:
        return f"{self.chance.uniform(0, 6.2832):.4f}"


def at(time: str, expression: str) -> str:
    """Return `expression` with `time` for `now`."""
    return expression.replace("now", time)
