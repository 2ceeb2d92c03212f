"""Pages and the REST API: any WSGI server, e.g. waitress."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.settings.prod")
application = get_wsgi_application()
