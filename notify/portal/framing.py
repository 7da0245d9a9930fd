"""Show an email inside a page without letting it run, load or send anything but images."""

from django.http import HttpResponse

POLICY = "sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'"


def framed_document(html: str) -> HttpResponse:
    """Return an email's document for a frame of our own pages."""
    response = HttpResponse(html, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
