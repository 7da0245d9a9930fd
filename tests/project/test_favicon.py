"""The icon that browsers ask for where a page names none."""

from django.test import Client


def test_everyone_gets_the_icon(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer["Location"] == "/static/brand/icon.svg"
