"""A mail server for tests: keeps what it is sent, hands it out as JSON, and refuses, hangs or hangs up on command.

It listens on three ports of the loopback: `plain` (offers STARTTLS and AUTH, demands neither), `starttls` (demands both)
and `tls` (encrypted from the first byte, demands AUTH). Its certificate is made at each start, for 127.0.0.1 only. What it
is asked over HTTP:

GET /about       the ports, the only user, the certificate authority as PEM
GET /mails       all mails so far
DELETE /mails    forgets them
PUT /script      {"stage": …, "action": …, "reply": …, "times": …}: what happens at the next `times` commands of that stage
DELETE /script   forgets all of that
"""

import argparse
import asyncio
import datetime
import email
import email.policy
import ipaddress
import json
import logging
import os
import ssl
import tempfile
import threading
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER = "skytally@example.com"
PASSWORD = "correct-horse-battery-staple"
# CONTENT is the answer after the mail's last line; CONNECT is the greeting.
STAGES = ("CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "CONTENT", "QUIT")
ACTIONS = ("reply", "hang", "drop", "inject")


class State:
    """The mails and the script, shared by the mail server's loop and the threads of HTTP."""

    def __init__(self):
        self.lock = threading.Lock()
        self.mails = []
        self.script = []

    def next(self, stage):
        """What is to happen at this command, or nothing."""
        with self.lock:
            for step in self.script:
                if step["stage"] == stage and step["times"] > 0:
                    step["times"] -= 1
                    return step
        return None


class Mail(SMTP):
    """One connection."""

    def __init__(self, state, **settings):
        super().__init__(self, **settings)
        self.state = state
        self.injected = None

    async def scripted(self, stage):
        """Does what the script says for this stage, and says whether it did."""
        step = self.state.next(stage)
        if step is None:
            return False
        if step["action"] == "hang":
            # Ends with the connection.
            await asyncio.Event().wait()
        if step["action"] == "drop":
            self.transport.abort()
        if step["action"] == "inject":
            self.injected = step["reply"]
            return False
        if step["action"] == "reply":
            await self.push(step["reply"])
        return True

    async def push(self, status):
        if self.injected is not None and str(status).startswith("220"):
            # In one piece with what comes before the encryption, as somebody between the two would do it.
            status, self.injected = f"{status}\r\n{self.injected}", None
        await super().push(status)

    async def _handle_client(self):
        # After STARTTLS this is not run again.
        if await self.scripted("CONNECT"):
            if self.transport is not None:
                self.transport.close()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname):
        if not await self.scripted("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg):
        if not await self.scripted("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg):
        if not await self.scripted("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg):
        if not await self.scripted("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        if not await self.scripted("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        if not await self.scripted("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg):
        if not await self.scripted("QUIT"):
            await super().smtp_QUIT(arg)

    async def handle_DATA(self, server, session, envelope):
        step = self.state.next("CONTENT")
        if step is not None and step["action"] == "reply":
            return step["reply"]
        if step is not None and step["action"] == "hang":
            await asyncio.Event().wait()
        if step is not None:
            self.transport.abort()
            return "250 nobody hears this"
        with self.state.lock:
            self.state.mails.append(kept(session, envelope, server))
        return "250 2.0.0 kept"


def kept(session, envelope, server):
    """A mail as JSON."""
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    bodies = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    return {
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "options": envelope.mail_options,
        "hello": session.host_name,
        "encrypted": session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None,
        "user": (session.auth_data or b"").decode() if session.authenticated else None,
        "headers": [[name, str(value)] for name, value in message.items()],
        "type": message.get_content_type(),
        "parts": [part.get_content_type() for part in message.walk() if not part.is_multipart()],
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "text": bodies.get("text/plain"),
        "html": bodies.get("text/html"),
        "raw": envelope.content.decode("utf-8", "replace"),
    }


def authenticate(_server, _session, _envelope, _mechanism, data):
    known = isinstance(data, LoginPassword) and data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=known, handled=False, auth_data=data.login if known else None)


def certificates():
    """An authority and a certificate for the loopback: (authority as PEM, the server's TLS context)."""
    now = datetime.datetime.now(datetime.timezone.utc)
    span = (now - datetime.timedelta(days=1), now + datetime.timedelta(days=2))

    def builder(name, issuer, key):
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(span[0])
            .not_valid_after(span[1])
        )

    authority = "Authority of the mail tests"
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = (
        builder(authority, authority, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    # Not for `localhost`: tests go there to meet a certificate for another name.
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    leaf = (
        builder("The mail server of the tests", authority, key)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "server.pem")
        with open(path, "wb") as file:
            file.write(leaf.public_bytes(pem) + secret)
        context.load_cert_chain(path)
    return root.public_bytes(pem).decode(), context


def control(state, about):
    """The HTTP side."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def reply(self, status, body=None):
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self):
            with state.lock:
                answers = {"/about": about, "/mails": list(state.mails)}
            self.reply(200 if self.path in answers else 404, answers.get(self.path))

        def do_PUT(self):
            step = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = step.get("stage") in STAGES and step.get("action") in ACTIONS
            if self.path != "/script" or not known:
                return self.reply(400, "no such script")
            with state.lock:
                state.script.append({"reply": "", "times": 1, **step})
            self.reply(200)

        def do_DELETE(self):
            kept_here = {"/mails": state.mails, "/script": state.script}.get(self.path)
            if kept_here is None:
                return self.reply(404)
            with state.lock:
                kept_here.clear()
            self.reply(200)

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


async def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    # It warns of a password without encryption, which the tests ask for.
    warnings.filterwarnings("ignore", message="Requiring AUTH")
    logging.getLogger("mail").disabled = logging.getLogger("mail.log").disabled = True
    logging.getLogger("mail.debug").disabled = True
    state = State()
    authority, context = certificates()
    loop = asyncio.get_running_loop()
    common = {"hostname": "localhost", "enable_SMTPUTF8": True, "authenticator": authenticate, "loop": loop}
    kinds = {
        "plain": ({"tls_context": context, "auth_require_tls": False}, None),
        "starttls": ({"tls_context": context, "require_starttls": True, "auth_required": True}, None),
        # Whether the connection is encrypted, the library only knows of STARTTLS.
        "tls": ({"auth_required": True, "auth_require_tls": False}, context),
    }
    servers, ports = [], {}
    for kind, (settings, wrapped) in kinds.items():
        made = lambda settings=settings: Mail(state, **common, **settings)  # noqa: E731
        server = await loop.create_server(made, "127.0.0.1", 0, ssl=wrapped)
        servers.append(server)
        ports[kind] = server.sockets[0].getsockname()[1]
    about = {"ports": ports, "user": USER, "password": PASSWORD, "authority": authority}
    http = control(state, about)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    print(f"listening on http://127.0.0.1:{http.server_address[1]}", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
