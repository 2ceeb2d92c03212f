"""The realtime edge: `uvicorn kefu.asgi:application`. Pages are served beside it by kefu.wsgi."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.settings.prod")
django.setup(set_prefix=False)

from kefu.live.socket import LiveEdge  # noqa: E402  (settings must stand before models are imported)

application = LiveEdge()
