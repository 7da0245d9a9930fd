"""The web process: one handler for pages, a lighter one for the API."""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler

gc.disable()  # until all is loaded, and stays: looking for garbage takes a tenth of it
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "notify_project.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  after setup
from django.urls import get_resolver  # noqa: E402

from notify.api.fast_lane import with_fast_lane  # noqa: E402
from notify_project.checks import refuse_unsafe_settings  # noqa: E402

API_PREFIXES = ("/v2/", "//", "/_status")

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class ApiHandler(WSGIHandler):
    """Runs API_MIDDLEWARE: sessions, languages and forms are for pages, and cost 14 % of a send."""

    def load_middleware(self, is_async: bool = False) -> None:
        every = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.API_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = every


def choose_handler(pages: Application, api: Application) -> Application:
    """Return an application that gives API paths to one handler and the rest to the other."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        is_api = environ.get("PATH_INFO", "").startswith(API_PREFIXES)
        return (api if is_api else pages)(environ, start_response)

    return application


def make_application() -> Application:
    api: Application = ApiHandler()
    if settings.FAST_LANE:
        api = with_fast_lane(api)
    _ = get_resolver().url_patterns  # loads what answers; the first request would wait for it
    return choose_handler(WSGIHandler(), api)


refuse_unsafe_settings()
application = make_application()
# What is loaded by now stays: the collector need not walk it again (30 ms each time), and young
# objects die young, so it may look at them less often.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
gc.enable()
