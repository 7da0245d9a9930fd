"""The worker process: `dramatiq notify_project.worker`."""

import gc
import os

import django

gc.disable()  # until all is loaded, as in wsgi.py
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "notify_project.settings")
django.setup()

from notify_project.checks import refuse_unsafe_settings  # noqa: E402  after setup

refuse_unsafe_settings()

from notify.delivery import actors  # noqa: E402, F401  registers them
from notify.queues import broker  # noqa: E402, F401  what dramatiq runs
from notify.sending import actors as job_actors  # noqa: E402, F401
from notify.sending import report_actors  # noqa: E402, F401

gc.collect()
gc.freeze()
gc.enable()
