"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

from notify_project.checks import refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "notify_project.settings")

application = get_wsgi_application()
refuse_unsafe_settings()
