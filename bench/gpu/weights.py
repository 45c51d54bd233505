"""Random weights for an engine, by the Python of its environment.

python -m bench.gpu.weights WISH      (as JSON: engine, folder, full)
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Write the checkpoint of the command line."""
    wish = json.loads(sys.argv[1])
    if wish["engine"] == "musicgen":
        from bench import music_checkpoint

        music_checkpoint.build(wish["folder"], full=wish["full"])
    else:
        from bench import checkpoints

        getattr(checkpoints, wish["engine"])(wish["folder"], full=wish["full"])
    print(json.dumps({}))


if __name__ == "__main__":
    main()
