"""Where messages may go, and whom they are given to."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.webhooks.sending import Sender
from tests.webhooks.conftest import NETWORKS
from tests.webhooks.receiver import Receiver, receiving, status

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="session")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody has signed but its owner."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    built = x509.CertificateBuilder(
        name, name, key.public_key(), 1, NOW - timedelta(days=9), NOW + timedelta(days=9000)
    )
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = built.add_extension(names, critical=False).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("certificate") / "own.pem"
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form) + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


async def test_a_certificate_that_nobody_trusts_is_refused_before_anything_is_told(own_certificate: Path) -> None:
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shown.load_cert_chain(own_certificate)
    async with receiving(shown) as receiver:
        answered = await Sender(NETWORKS).send(receiver.url, {}, b"{}", NOW)
        assert (answered.fault, receiver.came) == ("CERTIFICATE", [])
        trusting = ssl.create_default_context(cafile=str(own_certificate))
        assert (await Sender(NETWORKS, certificates=trusting).send(receiver.url, {}, b"{}", NOW)).fault is None
        elsewhere = receiver.url.replace("localhost", "127.0.0.1")
        answered = await Sender(NETWORKS, certificates=trusting).send(elsewhere, {}, b"{}", NOW)
        assert answered.fault == "CERTIFICATE"


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "0x7f.1", "2130706433", "169.254.169.254", "10.0.0.1", "[::ffff:10.0.0.1]", "[fd00::1]"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_nothing_is_sent_inside(host: str, scheme: str) -> None:
    assert (await Sender().send(f"{scheme}://{host}:9/", {}, b"{}", NOW)).fault == "ADDRESS"


async def test_networks_that_are_allowed_open_no_others(receiver: Receiver) -> None:
    assert (await Sender((ip_network("10.0.0.0/8"),)).send(receiver.url, {}, b"{}", NOW)).fault == "ADDRESS"
    assert (await Sender(NETWORKS).send(receiver.url, {}, b"{}", NOW)).fault is None


async def test_nobody_there_is_a_failure() -> None:
    assert (await Sender(NETWORKS).send("http://127.0.0.1:9/", {}, b"{}", NOW)).fault == "UNREACHED"
    assert (await Sender().send("https://nobody.invalid/", {}, b"{}", NOW)).fault == "UNREACHED"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("Sun, 22 Nov 2026 00:05:00 GMT", 300), ("Sat, 21 Nov 2026 00:00:00 GMT", 0), ("soon", None), ("9" * 40, None)],
)  # fmt: skip
async def test_how_long_a_receiver_wants_to_be_left_alone_is_read(
    receiver: Receiver, said: str, seconds: int | None
) -> None:
    receiver.answers = status(503, f"retry-after: {said}")
    answered = await Sender(NETWORKS).send(receiver.url, {}, b"{}", NOW)
    assert answered.wait == (None if seconds is None else timedelta(seconds=seconds))
