"""No test uses this person's keys: none asks a service, and none may cost money. None is timed."""

from __future__ import annotations

import os

from hypothesis import settings

from workflow.channel import SERVICES

for name in [name for name in os.environ if name.startswith(SERVICES)]:
    del os.environ[name]
os.environ["REELMAKE_ENV_FILE"] = os.devnull

settings.register_profile("reelmake", deadline=None)
settings.load_profile("reelmake")
