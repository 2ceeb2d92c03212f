"""Runs in a process of its own, whose database is an empty file: KEFU_DATABASE_URL says which."""

import django

django.setup()
