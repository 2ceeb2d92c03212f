"""An installation that serves people. Needs KEFU_SECRET_KEY (or KEFU_SECRET_KEY_FILE); the rest has defaults."""

from django.core.exceptions import ImproperlyConfigured

from kefu.settings import env
from kefu.settings.base import *  # noqa: F403

DEBUG = False
QUEUES_GATED = True
SECRET_KEY = env.secret("KEFU_SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("KEFU_SECRET_KEY must hold 50 characters or more; `kefu secret` prints one.")
