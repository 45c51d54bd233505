"""Keep an old pickled token as JSON, once: python scripts/convert_token.py token.pickle NAME

NAME is the channel's name in config.yaml. The pickle is read without running anything in it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from build.errors import UserError
from upload.pickles import read_pickle
from upload.tokens import token_path, write_token


def main() -> None:
    """Bind the work to the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("pickle", type=Path)
    parser.add_argument("name", help="the channel's name in youtube.channels of config.yaml")
    wish = parser.parse_args()
    try:
        path = token_path(wish.name)
        if path.exists():
            raise UserError(f"there is a token {path} already; remove it first")
        write_token(path, read_pickle(wish.pickle.read_bytes()))
    except OSError as error:
        sys.exit(f"reelmake: {wish.pickle} cannot be read ({error.strerror})")
    except UserError as error:
        sys.exit(f"reelmake: {error}")
    print(f"the token is {path} now; remove {wish.pickle}, which others may read")


if __name__ == "__main__":
    main()
