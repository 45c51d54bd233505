"""Makes Chatterbox's models small wherever its library is imported.

Copied into a copy of the project as scripts/sitecustomize.py, which Python imports by itself when
it starts; the engine's worker then loads the tiny checkpoint by the adapter as it stands.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Shrinking(MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "chatterbox":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.loader is not None
        execute = spec.loader.exec_module

        def execute_and_shrink(module: ModuleType) -> None:
            execute(module)
            import tiny_chatterbox

            tiny_chatterbox.shrink()

        spec.loader.exec_module = execute_and_shrink  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, _Shrinking())
