"""What static files say to browsers; imported by the settings, so it imports nothing of Django."""

from wsgiref.headers import Headers


def add_static_headers(headers: Headers, path: str, url: str) -> None:
    """Let mail programs, and the frames that show emails, load the pictures of emails."""
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
