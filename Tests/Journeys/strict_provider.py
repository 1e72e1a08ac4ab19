"""An OpenID Connect provider on loopback that lets everybody in at once, and notes what it is asked. Unlike the ready-made one it holds
sign-ins to PKCE (RFC 7636): a code is given out for a challenge and exchanged for its verifier alone."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def text(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class StrictProvider:
    """`with StrictProvider(claims) as provider`: everybody who comes is the person of these claims."""

    def __init__(self, **claims):
        self.claims = claims
        # What came with each question of a browser, and with each exchange of a code.
        self.questions: list[dict[str, str]] = []
        self.exchanges: list[dict[str, str]] = []
        # What was answered to the exchanges.
        self.answers: list[int] = []
        # Codes that were not exchanged yet, with the question each was given for.
        self.codes: dict[str, dict[str, str]] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status: int, value: object = None, location: str | None = None) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                if location:
                    self.send_header("location", location)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                path, _, query = self.path.partition("?")
                if path == "/.well-known/openid-configuration":
                    return self.answer(200, {
                        "issuer": provider.address, "authorization_endpoint": f"{provider.address}/authorize",
                        "token_endpoint": f"{provider.address}/token", "jwks_uri": f"{provider.address}/keys"})
                if path == "/keys":
                    return self.answer(200, {"keys": [provider.public_key()]})
                if path == "/authorize":
                    asked = dict(urllib.parse.parse_qsl(query))
                    provider.questions.append(asked)
                    code = secrets.token_urlsafe(16)
                    provider.codes[code] = asked
                    back = urllib.parse.urlencode({"code": code, "state": asked["state"]})
                    return self.answer(303, location=f"{asked['redirect_uri']}?{back}")
                self.answer(404)

            def do_POST(self):
                sent = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["content-length"])).decode()))
                provider.exchanges.append(sent)
                token = provider.exchange(sent)
                provider.answers.append(200 if token else 400)
                self.answer(200, {"id_token": token, "access_token": "none", "token_type": "Bearer"}) if token else self.answer(400, {"error": "invalid_grant"})

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def exchange(self, sent: dict[str, str]) -> str | None:
        """The identity token for a code, once, for whoever knows the verifier of its challenge."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if not asked or asked.get("code_challenge_method") != "S256":
            return None
        if text(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()) != asked.get("code_challenge"):
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": asked["client_id"], "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims}
        head = text(json.dumps({"alg": "RS256", "kid": "one", "typ": "JWT"}).encode()) + "." + text(json.dumps(claims).encode())
        return head + "." + text(self.key.sign(head.encode(), padding.PKCS1v15(), hashes.SHA256()))

    def public_key(self) -> dict[str, str]:
        numbers = self.key.public_key().public_numbers()
        return {
            "kty": "RSA", "kid": "one", "alg": "RS256", "use": "sig", "e": text(numbers.e.to_bytes(3, "big")),
            "n": text(numbers.n.to_bytes(256, "big"))}

    def __enter__(self) -> StrictProvider:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
