"""A real SMTP server on loopback that can be told to behave badly: it keeps what it accepts and remembers what it was asked."""

from __future__ import annotations

import contextlib
import datetime
import email
import email.message
import email.policy
import ipaddress
import pathlib
import socket
import ssl
import time
from collections.abc import Iterator

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session, SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from house import House
from postgres import free_port


class PostOffice:
    """`mood` is what it answers: accept, delay (seconds), "421 …", "550 …" at the recipient, or die in the middle of the text."""

    def __init__(self, certificate: tuple[pathlib.Path, pathlib.Path] | None = None, login: tuple[str, str] | None = None):
        self.mails: list[email.message.EmailMessage] = []
        self.recipients: list[str] = []
        self.attempts = 0
        self.mood: str = "accept"
        self.delay = 0.0
        self.was_encrypted: list[bool] = []
        self.port = free_port()
        context = None
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*certificate)

        def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
            return AuthResult(success=(data.login.decode(), data.password.decode()) == login, handled=False)

        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, tls_context=context, require_starttls=context is not None,
            authenticator=authenticate if login else None, auth_required=login is not None, auth_require_tls=login is not None,
        )

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        import asyncio

        self.attempts += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.mood[:1] in "45":
            return self.mood
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.mood == "die":
            server.transport.abort()
            return "451 never said"
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.recipients += envelope.rcpt_tos
        self.was_encrypted.append(session.ssl is not None)
        return "250 OK"

    def wait(self, count: int = 1, seconds: float = 20) -> list[email.message.EmailMessage]:
        """The mails, when there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.mails) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(self.mails) >= count, f"{len(self.mails)} of {count} mails came; {self.attempts} attempts"
        return self.mails

    def wait_for_attempts(self, count: int, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while self.attempts < count and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.attempts >= count

    def __enter__(self) -> PostOffice:
        self.controller.start()
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(Exception):
            self.controller.stop()


@contextlib.contextmanager
def serving_with_mail(name: str, office: PostOffice, sender: str) -> Iterator[House]:
    """The demonstration on a server of its own whose mail goes to this post office."""
    house = House(name, environment={"PROXENIA_MAIL": f"smtp://127.0.0.1:{office.port}?tls=off", "PROXENIA_MAIL_FROM": sender})
    house.environment["PROXENIA_ADDRESS"] = house.address
    try:
        house.make().start()
        yield house
    finally:
        house.close()


@contextlib.contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says a word; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def self_made_certificate(folder: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """Certificate and key for 127.0.0.1, as PEM files; the certificate is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return paths


def body(mail: email.message.EmailMessage, kind: str = "plain") -> str:
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")
