"""The clinic's own certificates: who may trust them for what, when they are renewed, which of others are refused."""

import datetime as dt
import socket
import ssl
import stat
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import certificates
import serve
from places import Refusal

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)
NAME = "clinic.example"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def serial(path: Path) -> int:
    return x509.load_pem_x509_certificate(path.read_bytes()).serial_number


def shake_hands(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> str | None:
    """The TLS version the two agree on for `name`; raises what the client raises."""
    ours, theirs = socket.socketpair()

    def answer() -> None:
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=name) as connection:
            return connection.version()
    finally:
        ours.close()
        thread.join()


def tablet(authority: Path | None) -> ssl.SSLContext:
    """A tablet that trusts this authority, strictly."""
    context = ssl.create_default_context(cafile=authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.mark.parametrize("name", [NAME, "10.0.0.5", "fd00::5"])
def test_a_tablet_that_trusts_the_authority_opens_the_clinics_address(tmp_path: Path, name: str) -> None:
    files = certificates.own(tmp_path, name, NOW)
    server = serve.Tls(lambda _now: files).context()
    for address in (name, "localhost", "127.0.0.1"):
        assert shake_hands(server, tablet(files.authority), address) == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, tablet(files.authority), "other.example")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, ssl.create_default_context(), name)


def test_keys_are_for_the_owner_alone(tmp_path: Path) -> None:
    certificates.own(tmp_path, NAME, NOW)
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) == 3
    assert all(mode(path) == 0o600 for path in made)


def test_the_authority_can_vouch_for_the_clinic_and_for_nobody_else(tmp_path: Path) -> None:
    """Whoever steals its key cannot read a tablet's traffic with any other site."""
    files = certificates.own(tmp_path, NAME, NOW)
    assert files.authority is not None
    forged = certificates.Certificates(server=tmp_path / "f.pem", key=tmp_path / "f.pem", authority=files.authority)
    certificates._make_server(forged, files.authority.with_name("authority.key"), "bank.example", NOW)
    server = serve.Tls(lambda _now: forged).context()
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(server, tablet(files.authority), "bank.example")


def test_old_tls_is_refused(tmp_path: Path) -> None:
    files = certificates.own(tmp_path, NAME, NOW)
    server = serve.Tls(lambda _now: files).context()
    assert server.minimum_version == ssl.TLSVersion.TLSv1_2
    client = tablet(files.authority)
    client.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        client.minimum_version = client.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        shake_hands(server, client, NAME)


def test_a_certificate_is_kept_until_a_month_before_its_end_and_the_authority_stays(tmp_path: Path) -> None:
    files = certificates.own(tmp_path, NAME, NOW)
    assert files.authority is not None
    authority, first = files.authority.read_bytes(), serial(files.server)
    lasts = certificates.expiry(files.server) - (NOW - DAY)
    assert lasts == 397 * DAY
    certificates.own(tmp_path, NAME, NOW + 300 * DAY)
    assert serial(files.server) == first
    certificates.own(tmp_path, NAME, NOW + 370 * DAY)
    assert serial(files.server) != first
    assert files.authority.read_bytes() == authority


def test_a_certificate_made_while_the_clock_ran_ahead_is_made_anew_once_it_is_right(tmp_path: Path) -> None:
    files = certificates.own(tmp_path, NAME, NOW)
    assert files.authority is not None
    certificates.own(tmp_path, NAME, NOW + 400 * DAY)
    ahead = serial(files.server)
    certificates.own(tmp_path, NAME, NOW)
    assert serial(files.server) != ahead and certificates.beginning(files.server) <= NOW


def test_an_authority_of_a_time_to_come_is_refused_in_words(tmp_path: Path) -> None:
    certificates.own(tmp_path, NAME, NOW + 400 * DAY)
    with pytest.raises(Refusal, match="put the clock right"):
        certificates.own(tmp_path, NAME, NOW)


def test_a_server_that_runs_for_a_year_renews_its_certificate_by_itself(tmp_path: Path) -> None:
    seen: list[dt.datetime] = []

    def find(now: dt.datetime) -> certificates.Certificates:
        seen.append(now)
        return certificates.own(tmp_path, NAME, now)

    tls = serve.Tls(find)
    assert tls.context() is tls.context()
    assert len(seen) == 1
    tls.made_on = tls.made_on and tls.made_on - DAY
    tls.context()
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("said", "meant"), [("Clinic.Local.", "clinic.local"), ("10.0.0.5", "10.0.0.5"), ("[FD00::5]", "fd00::5")]
)
def test_an_address_is_tidied(said: str, meant: str) -> None:
    assert certificates.tidy(said) == meant


@pytest.mark.parametrize("said", ["", "0.0.0.0", "::", "a b", "https://x", "x/y", "-x", "300.1.1.1", "x" * 64, "a..b"])
def test_what_no_tablet_could_open_is_refused(said: str) -> None:
    with pytest.raises(Refusal):
        certificates.tidy(said)


def brought(folder: Path, name: str = NAME, now: dt.datetime = NOW) -> tuple[Path, Path]:
    """A certificate and its key in two files, as a clinic would bring them."""
    files = certificates.own(folder, name, now)
    key, certificate = folder / "brought.key", folder / "brought.pem"
    text = files.server.read_text()
    cut = text.index("-----BEGIN CERTIFICATE")
    key.write_text(text[:cut])
    certificate.write_text(text[cut:])
    return certificate, key


def test_a_certificate_of_the_clinics_own_is_taken(tmp_path: Path) -> None:
    certificate, key = brought(tmp_path)
    files = certificates.given(certificate, key, NAME, NOW)
    assert (files.server, files.key, files.authority) == (certificate, key, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda certificate, key: certificate.unlink(),
        lambda certificate, key: key.write_text("no key"),
        lambda certificate, key: certificate.write_text("no certificate"),
        lambda certificate, key: key.write_bytes(
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        lambda certificate, key: key.write_bytes(
            ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(b"locked"),
            )
        ),
    ],
    ids=["missing", "no key", "no certificate", "another key", "locked key"],
)
def test_a_certificate_that_would_not_work_is_refused(tmp_path: Path, spoil: Callable[[Path, Path], object]) -> None:
    certificate, key = brought(tmp_path)
    spoil(certificate, key)
    with pytest.raises(Refusal) as refused:
        certificates.given(certificate, key, NAME, NOW)
    assert str(certificate) in refused.value.message


def test_a_certificate_past_its_end_or_for_another_name_is_refused(tmp_path: Path) -> None:
    certificate, key = brought(tmp_path)
    with pytest.raises(Refusal, match="ended on"):
        certificates.given(certificate, key, NAME, NOW + 400 * DAY)
    with pytest.raises(Refusal, match="not made for"):
        certificates.given(certificate, key, "other.example", NOW)
