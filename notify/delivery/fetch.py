"""Get a small public https document, such as the certificate that SNS signs with."""

from functools import lru_cache

import urllib3

from notify.delivery.guarded_http import guarded_pool

SECONDS = 5.0
MOST_BYTES = 64 * 1024


class CannotFetch(Exception):
    """The document could not be had now."""


def fetch_public(url: str) -> bytes:
    """Return a document at a public https address; redirects are not followed.

    Raises CannotFetch.
    """
    if not url.startswith("https://"):
        raise CannotFetch("not-https")
    try:
        answer = _pool().request("GET", url, redirect=False, preload_content=False)
        try:
            body = answer.read(MOST_BYTES + 1)
        finally:
            answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise CannotFetch(type(error).__name__) from None
    if answer.status != 200 or len(body) > MOST_BYTES:
        raise CannotFetch(f"answered-{answer.status}")
    return body


@lru_cache(maxsize=1)
def _pool() -> urllib3.PoolManager:
    return guarded_pool(allow_loopback=False, seconds=SECONDS)
