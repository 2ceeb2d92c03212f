"""For work on Kefu itself: error pages, the living page of components, no hashing of static names."""

from kefu.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "development only, never for people: " + "x" * 30
