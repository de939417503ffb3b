"""A small OpenID provider: it signs in whoever comes, checks what a client must bring, and can misbehave on demand.

Prints `listening on http://127.0.0.1:PORT` once it listens. Each first part of a path is an issuer of its own, whose name says
how it behaves (`/good`, `/post` …). How a single sign-in goes wrong is said by `fault` in the address of the authorisation.
Tokens are put together by hand: a library would refuse to make the bad ones.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote_plus, urlencode, urlparse

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CLIENT = "skytally"
SECRET = "a secret/with + signs: and %"
SUBJECT = "user-1"
EMAIL = "Ann@Example.com"
BIG = 300 * 1024


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value):
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Keys:
    """The keys of one issuer."""

    def __init__(self):
        self.rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.names = {"RS256": secrets.token_hex(4), "ES256": secrets.token_hex(4)}

    def published(self):
        n = self.rsa.public_key().public_numbers()
        p = self.ec.public_key().public_numbers()
        return [
            {"kty": "RSA", "use": "sig", "kid": self.names["RS256"], "n": number(n.n), "e": number(n.e)},
            {
                "kty": "EC",
                "use": "sig",
                "kid": self.names["ES256"],
                "crv": "P-256",
                "x": b64(p.x.to_bytes(32, "big")),
                "y": b64(p.y.to_bytes(32, "big")),
            },
        ]

    def sign(self, algorithm, text):
        if algorithm == "RS256":
            return self.rsa.sign(text, padding.PKCS1v15(), hashes.SHA256())
        if algorithm == "ES256":
            r, s = decode_dss_signature(self.ec.sign(text, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        raise ValueError(algorithm)

    def public_pem(self):
        return self.rsa.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


LOCK = threading.Lock()
KEYS = Keys()
STRANGER = Keys()
CODES = {}
ACCESS = {}
# What was asked how often, and what is broken on demand.
COUNTS = {}
STATE = {"down": False}


def id_token(issuer, sign_in, access_token):
    fault = sign_in["fault"]
    now = int(time.time())
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    claims = {
        "iss": issuer,
        "sub": SUBJECT,
        "aud": CLIENT,
        "iat": now,
        "exp": now + 300,
        "nonce": sign_in["nonce"],
        "at_hash": b64(half),
        "email": EMAIL,
        "email_verified": True,
        "name": "Ann Lee",
    }
    changes = {
        "other issuer": {"iss": issuer + "x"},
        "issuer with a slash": {"iss": issuer + "/"},
        "no issuer": {"iss": None},
        "other audience": {"aud": "somebody-else"},
        "two audiences": {"aud": [CLIENT, "somebody-else"]},
        "no audience": {"aud": None},
        "other party": {"azp": "somebody-else"},
        "right party": {"azp": CLIENT},
        "list of one audience": {"aud": [CLIENT]},
        "expired": {"iat": now - 600, "exp": now - 1},
        "no expiry": {"exp": None},
        "from the future": {"iat": now + 3600, "exp": now + 7200},
        "other nonce": {"nonce": "n" + sign_in["nonce"][1:] if sign_in["nonce"][0] != "n" else "m" + sign_in["nonce"][1:]},
        "no nonce": {"nonce": None},
        "other access token": {"at_hash": b64(b"\0" * 16)},
        "no subject": {"sub": None},
        "empty subject": {"sub": ""},
        "long subject": {"sub": "s" * 256},
        "e-mail not verified": {"email_verified": False},
        "nothing said of the e-mail": {"email_verified": None},
        "verified as text": {"email_verified": "true"},
        "e-mail that is none": {"email": "ann@example.com\r\nBcc: bob@example.com"},
        "e-mail told elsewhere": {"email": None, "email_verified": None, "name": None},
        "e-mail of somebody else told elsewhere": {"email": None, "email_verified": None},
        "no e-mail": {"email": None, "email_verified": None},
    }
    claims |= changes.get(fault, {})
    claims = {name: value for name, value in claims.items() if value is not None}
    algorithm = "ES256" if fault in ("by elliptic curve", "algorithm said wrongly") else "RS256"
    keys = STRANGER if fault in ("other key", "unknown key", "key in the token") else KEYS
    head = {"alg": algorithm, "typ": "JWT", "kid": KEYS.names[algorithm]}
    if fault == "unknown key":
        head["kid"] = "stranger"
    if fault == "key in the token":
        head["jwk"] = STRANGER.published()[0]
    if fault == "no key said":
        del head["kid"]
    if fault == "critical extension":
        head["crit"] = ["exp"]
    if fault in ("not signed", "not signed but signed"):
        head["alg"] = "none"
    if fault == "not signed in capitals":
        head["alg"] = "NONE"
    if fault in ("by the client secret", "by the public key"):
        head["alg"] = "HS256"
    if fault == "algorithm said wrongly":
        head["alg"] = "RS256"
    text = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
    if fault == "by the client secret":
        signature = hmac.new(SECRET.encode(), text.encode(), "sha256").digest()
    elif fault == "by the public key":
        signature = hmac.new(KEYS.public_pem(), text.encode(), "sha256").digest()
    elif fault in ("not signed", "not signed in capitals", "signature left out"):
        signature = b""
    else:
        signature = keys.sign(algorithm, text.encode())
    if fault == "one bit of the signature":
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    if fault == "claims changed after signing":
        claims["sub"] = "user-2"
        text = f"{text.split('.')[0]}.{b64(json.dumps(claims).encode())}"
    if fault == "two parts":
        return text
    if fault == "no token at all":
        return None
    if fault == "rubbish":
        return "rubbish.\u00e9.token"
    return f"{text}.{b64(signature)}"


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", kind="application/json", **headers):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def read(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def parts(self):
        url = urlparse(self.path)
        _, name, path = (url.path + "/").split("/", 2)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        return name, path.rstrip("/"), query

    def issuer(self, name):
        return f"http://127.0.0.1:{self.server.server_port}/{name}"

    def do_GET(self):
        name, path, query = self.parts()
        if name == "counts":
            return self.answer(200, COUNTS)
        with LOCK:
            COUNTS[f"{name}/{path}"] = COUNTS.get(f"{name}/{path}", 0) + 1
        if STATE["down"] and name == "moody":
            return self.answer(503, {"error": "down"})
        if path == ".well-known/openid-configuration":
            return self.configuration(name)
        if path == "jwks":
            return self.answer(200, {"keys": KEYS.published()})
        if path == "authorize":
            return self.authorize(query)
        if path == "userinfo":
            return self.user_info()
        return self.answer(404, {"error": "not found"})

    def do_PUT(self):
        global KEYS
        _, path, _ = self.parts()
        told = json.loads(self.read() or b"{}")
        if path == "keys":
            with LOCK:
                KEYS = Keys()
        else:
            STATE.update(told)
        self.answer(200, {})

    def configuration(self, name):
        issuer = self.issuer(name)
        told = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        if name == "post":
            told["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
        if name == "liar":
            told["issuer"] = self.issuer("good")
        if name == "clear-token":
            told["token_endpoint"] = "http://tokens.example.com/token"
        if name == "clear-keys":
            told["jwks_uri"] = "http://keys.example.com/jwks"
        if name == "clear-user":
            told["userinfo_endpoint"] = "http://user.example.com/"
        if name == "metadata":
            told["jwks_uri"] = "http://169.254.169.254/latest/meta-data"
        if name == "no-tokens":
            del told["token_endpoint"]
        if name == "big":
            told["padding"] = "x" * BIG
        if name == "elsewhere":
            return self.answer(302, b"", Location=f"{self.issuer('good')}/.well-known/openid-configuration")
        if name == "broken":
            return self.answer(200, b'{"issuer": "secret-looking-text')
        if name == "page":
            return self.answer(200, b"<html>sign in</html>", kind="text/html")
        if name == "silent":
            # Until the client hangs up.
            return self.rfile.read(1)
        if name == "endless":
            return self.endless()
        return self.answer(200, told)

    def endless(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"400\r\n" + b" " * 1024 + b"\r\n")
        except OSError:
            self.close_connection = True

    def authorize(self, query):
        need = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        wrong = [key for key, value in need.items() if query.get(key) != value]
        wrong += [key for key in ("state", "nonce", "code_challenge", "redirect_uri") if not query.get(key)]
        if "openid" not in query.get("scope", "").split():
            wrong.append("scope")
        if wrong:
            return self.answer(400, {"error": "invalid_request", "error_description": " ".join(wrong)})
        code = secrets.token_urlsafe(24)
        with LOCK:
            CODES[code] = {
                "challenge": query["code_challenge"],
                "redirect": query["redirect_uri"],
                "nonce": query["nonce"],
                "fault": query.get("fault", ""),
            }
        back = urlencode({"code": code, "state": query["state"]})
        return self.answer(302, b"", Location=f"{query['redirect_uri']}?{back}")

    def client(self, name, form):
        """Whether the client is who it says it is, in the one way that this issuer takes."""
        if name == "post":
            return "Authorization" not in self.headers and (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic" or "client_secret" in form:
            return False
        user, _, password = base64.b64decode(given).decode().partition(":")
        return (unquote_plus(user), unquote_plus(password)) == (CLIENT, SECRET)

    def do_POST(self):
        name, path, _ = self.parts()
        form = {key: values[0] for key, values in parse_qs(self.read().decode()).items()}
        if path != "token":
            return self.answer(404, {"error": "not found"})
        if not self.client(name, form):
            return self.answer(401, {"error": "invalid_client"})
        with LOCK:
            sign_in = CODES.pop(form.get("code"), None)
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = (
            sign_in
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == sign_in["redirect"]
            and challenge == sign_in["challenge"]
        )
        if not right:
            return self.answer(400, {"error": "invalid_grant", "error_description": "unknown code"})
        fault = sign_in["fault"]
        if fault == "server error":
            return self.answer(500, b"")
        if fault == "page instead of tokens":
            return self.answer(200, b"<html></html>", kind="text/html")
        if fault == "redirect of tokens":
            return self.answer(307, b"", Location="http://127.0.0.1:9/")
        if fault == "endless tokens":
            return self.endless()
        access_token = secrets.token_urlsafe(24)
        with LOCK:
            ACCESS[access_token] = fault
        told = {"access_token": access_token, "token_type": "Bearer", "expires_in": 300}
        token = id_token(self.issuer(name), sign_in, access_token)
        if token is not None:
            told["id_token"] = token
        return self.answer(200, told)

    def user_info(self):
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        fault = ACCESS.get(token)
        if kind != "Bearer" or fault is None:
            return self.answer(401, {"error": "invalid_token"})
        told = {"sub": SUBJECT}
        if fault != "no e-mail":
            told |= {"email": "elsewhere@example.com", "email_verified": True, "name": "Ann Elsewhere"}
        if fault == "e-mail of somebody else told elsewhere":
            told["sub"] = "user-2"
        return self.answer(200, told)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.daemon_threads = True
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
