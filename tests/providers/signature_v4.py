"""Check an AWS signature from its description alone, without the code that signs.

docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
"""

import hashlib
import hmac
import re

from tests.providers.servers import Received

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]+), "
    r"SignedHeaders=(?P<headers>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def signed_headers(request: Received) -> list[str]:
    found = AUTHORIZATION.fullmatch(request.headers["authorization"])
    assert found
    return found["headers"].split(";")


def is_signed_by(request: Received, *, key: str, secret: str) -> bool:
    found = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if not found or found["key"] != key:
        return False
    names = found["headers"].split(";")
    canonical = "\n".join(
        [
            request.method,
            request.path,
            "",
            *(f"{name}:{' '.join(request.headers[name].split())}" for name in names),
            "",
            found["headers"],
            hashlib.sha256(request.body).hexdigest(),
        ]
    )
    to_sign = "\n".join(
        [
            "AWS4-HMAC-SHA256",
            request.headers["x-amz-date"],
            found["scope"],
            hashlib.sha256(canonical.encode()).hexdigest(),
        ]
    )
    signing_key = f"AWS4{secret}".encode()
    for part in found["scope"].split("/"):
        signing_key = hmac.digest(signing_key, part.encode(), "sha256")
    expected = hmac.new(signing_key, to_sign.encode(), "sha256").hexdigest()
    return hmac.compare_digest(expected, found["signature"])
