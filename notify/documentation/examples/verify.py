import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = base64.b64decode(os.environ["CALLBACK_SECRET"].removeprefix("whsec_"))
MOST_SECONDS = 300


def is_genuine(headers, body):
    identifier, stamp = headers["Webhook-Id"], headers["Webhook-Timestamp"]
    if not identifier or not stamp or abs(time.time() - int(stamp)) > MOST_SECONDS:
        return False
    signed = f"{identifier}.{stamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.digest(SECRET, signed, hashlib.sha256)).decode()
    given = (headers["Webhook-Signature"] or "").split()
    return any(hmac.compare_digest(expected, each) for each in given)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        genuine = is_genuine(self.headers, body)
        self.send_response(204 if genuine else 403)
        self.end_headers()
        if genuine:
            message = json.loads(body)
            print(message["reference"], message["status"], flush=True)


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Receiver).serve_forever()
