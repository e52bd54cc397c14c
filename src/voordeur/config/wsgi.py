"""The WSGI application; starts the embedded background worker when `voordeur serve` asks for one."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voordeur.config.settings")
application = get_wsgi_application()

from voordeur.config.settings import env_bool  # noqa: E402 - the applications must be loaded first

if env_bool("VOORDEUR_SERVED", default=False):
    from django.utils import timezone

    from voordeur.config.following import warm

    warm(now=timezone.now())

# What is loaded by now stays for good: a full collection that walks it all stops every thread for some 200 ms, in the
# middle of somebody's page. What requests leave behind is young, and is collected as before.
gc.collect()
gc.freeze()

# Asked of the environment and not of the settings: the server forks this process off one whose settings were read
# before it knew that it would serve.
if env_bool("VOORDEUR_EMBEDDED_WORKER", default=False):
    from voordeur.base.worker import start_in_thread

    start_in_thread()
