"""The WSGI application; starts the embedded background worker when the installation asks for one."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voordeur.config.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - the applications must be loaded first

if settings.EMBEDDED_WORKER:
    from voordeur.base.worker import start_in_thread

    start_in_thread()
