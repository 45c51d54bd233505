"""Whether a video came to be, where its last answer was lost: nothing is sent before this is known.

Its session is asked first. One that is gone (YouTube keeps them for days) cannot tell; then the
channel's uploads are searched for the video's mark.
"""

from __future__ import annotations

from upload.client import Answer, Channel
from upload.states import State


def resolve(channel: Channel, state: State) -> Answer:
    """Return the attempt's video, or how many bytes of it have arrived; neither if nobody knows."""
    answer = Answer()
    if state.session:
        answer = channel.ask(state.session, state.size)
    if answer.video is None and answer.arrived is None and state.mark:
        found = [video for video in channel.find() if video.mark == state.mark]
        return Answer(video=found[-1].video) if found else answer
    return answer
