"""A small OpenID Connect provider that really listens, for tests of single sign-on."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "notify-tests", "a secret that only tests know, long enough"


class Provider:
    """Signs in whoever `claims` says, and tells what the ID token shall add."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.token_claims: dict[str, Any] = {}
        self.nonce = ""
        self.url = ""

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser goes back to, as if the person had signed in."""
        self.nonce = query["nonce"]
        return f"{query['redirect_uri']}?code=one-time&state={query['state']}"

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 60}
        claims |= {"sub": "1", "nonce": self.nonce, **self.token_claims}
        return jwt.encode(claims, self.key, "RS256", headers={"kid": "one"})

    def keys(self) -> dict[str, Any]:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}


@contextmanager
def provider_that_listens() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(provider.keys() if self.path == "/keys" else provider.claims)

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(size).decode())
            assert sent["code_verifier"]
            self._answer(
                {"access_token": "a", "token_type": "Bearer", "id_token": provider.id_token()}
            )

        def _answer(self, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
