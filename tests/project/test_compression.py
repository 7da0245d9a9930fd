"""Text leaves compressed for those who take it so; what is live or small already does not."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from notify_project.compression import CompressionMiddleware

LONG = "a message to many people " * 100


def answer_to(response: HttpResponseBase, accepts: str = "gzip") -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    return CompressionMiddleware(lambda _request: response)(request)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/css", "image/svg+xml"])
def test_text_is_compressed(kind: str) -> None:
    answer = answer_to(HttpResponse(LONG, content_type=kind))

    assert isinstance(answer, HttpResponse)
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == LONG


@pytest.mark.parametrize("kind", ["text/event-stream", "image/png", "font/woff2"])
def test_what_is_live_or_small_already_passes_as_it_is(kind: str) -> None:
    answer = answer_to(StreamingHttpResponse([LONG.encode()], content_type=kind))

    assert isinstance(answer, StreamingHttpResponse)
    assert "Content-Encoding" not in answer
    assert answer.getvalue() == LONG.encode()


def test_nothing_is_compressed_for_who_does_not_ask() -> None:
    answer = answer_to(HttpResponse(LONG), accepts="identity")

    assert "Content-Encoding" not in answer


@pytest.mark.django_db
def test_pages_are_compressed_and_say_on_what_they_depend(client: Client) -> None:
    answer = client.get("/features", headers={"Accept-Encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert "</html>" in gzip.decompress(answer.content).decode()
