"""Compression of what is text, on its way out.

Django's middleware pads each answer by a random length against guessing by size, and masks its CSRF
tokens; events and pictures pass as they are: a stream may not wait, a picture does not get smaller.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTUAL = ("text/", "application/json", "application/javascript", "image/svg+xml")
LIVE = "text/event-stream"


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages, styles and scripts that are not compressed already."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Return the response, compressed if it gains by it."""
        kind = response.headers.get("Content-Type", "")
        if not kind.startswith(TEXTUAL) or kind.startswith(LIVE):
            return response
        return super().process_response(request, response)
