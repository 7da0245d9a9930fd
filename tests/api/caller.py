"""Calls the API as an integrator does."""

import json
from typing import Any

from django.test import Client

from notify.services.api_keys import NewApiKey


class Answer:
    """A status, headers and the JSON of an answer."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.text: str = response.content.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The errors of the v2 shape; the shape itself is checked on the way."""
        body = self.json
        assert list(body) == ["status_code", "errors"]
        assert body["status_code"] == self.status
        return [(error["error"], error["message"]) for error in body["errors"]]

    @property
    def plain(self) -> Any:
        """The message of the plain shape."""
        body = self.json
        assert list(body) == ["result", "message"]
        assert body["result"] == "error"
        return body["message"]


class ApiCaller:
    """Holds a key. Its methods answer with an Answer."""

    def __init__(self, key: NewApiKey) -> None:
        self.key = key
        self.client = Client(raise_request_exception=True)
        self.headers = {"Authorization": f"ApiKey-v1 {key.text}"}

    def get(self, path: str, query: Any = None) -> Answer:
        return Answer(self.client.get(path, query, headers=self.headers))

    def post(self, path: str, body: Any, content_type: str = "application/json") -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        # The test client drops the content type of an empty body unless it is a header.
        headers = self.headers | {"Content-Type": content_type}
        return Answer(self.client.post(path, data, content_type=content_type, headers=headers))

    def patch(self, path: str, body: Any) -> Answer:
        data = json.dumps(body).encode()
        return Answer(
            self.client.patch(path, data, content_type="application/json", headers=self.headers)
        )

    def delete(self, path: str) -> Answer:
        return Answer(self.client.delete(path, headers=self.headers))

    def send_email(self, template_id: Any, **fields: Any) -> Answer:
        body = {"email_address": "ana@example.ca", "template_id": str(template_id), **fields}
        return self.post("/v2/notifications/email", body)

    def send_sms(self, template_id: Any, **fields: Any) -> Answer:
        body = {"phone_number": "+16135550199", "template_id": str(template_id), **fields}
        return self.post("/v2/notifications/sms", body)
