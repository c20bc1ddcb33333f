"""The clinic's own certificate authority: made once, trusted by the clinic's tablets, good for one address only."""

import contextlib
import datetime as dt
import ipaddress
import os
import re
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from places import Refusal

AUTHORITY_YEARS = 10
# Apple's devices take no longer ones from the world's authorities; we keep to that.
SERVER_DAYS = 397
RENEW_DAYS = 30
HOST_NAME = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """The files TLS needs, and the authority's certificate when it is our own."""

    server: Path
    key: Path
    authority: Path | None = None


def tidy(address: str) -> str:
    """`address` as a host name or a plain IP address; refuses anything else."""
    text = address.strip().lower().strip("[]").rstrip(".")
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        if HOST_NAME.fullmatch(text) and not text.replace(".", "").isdigit():
            return text
    else:
        if not ip.is_unspecified:
            return str(ip)
    raise Refusal(
        f"--address {address} is no name or address that a tablet could open, such as clinic.local or 10.0.0.5."
    )


def _names(address: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = []
    for name in dict.fromkeys([address, "localhost", "127.0.0.1"]):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            names.append(x509.DNSName(name))
    return names


def _permitted(names: list[x509.GeneralName]) -> list[x509.GeneralName]:
    return [
        x509.IPAddress(ipaddress.ip_network(name.value)) if isinstance(name, x509.IPAddress) else name for name in names
    ]


def _write(path: Path, data: bytes) -> None:
    """Write `data` for the owner alone, whole or not at all."""
    new = path.with_name(path.name + ".new")
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    new.replace(path)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _usage(**used: bool) -> x509.KeyUsage:
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: used.get(name, False) for name in every})


def _make_authority(certificate: Path, key_file: Path, address: str, now: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Footing at {address}"[:64])])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        # A tablet that trusts this authority trusts it for the clinic's own address and for no other site.
        .add_extension(x509.NameConstraints(_permitted(_names(address)), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _private(key))
    _write(certificate, made.public_bytes(serialization.Encoding.PEM))


def _make_server(files: Certificates, authority_key: Path, address: str, now: dt.datetime) -> None:
    assert files.authority is not None
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    signer = serialization.load_pem_private_key(authority_key.read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address[:64])]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(min(now + dt.timedelta(days=SERVER_DAYS - 1), authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names(address)), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    # One file for both, so that a certificate is never served with the key of another.
    _write(files.server, _private(key) + made.public_bytes(serialization.Encoding.PEM))


def own(keys: Path, address: str, now: dt.datetime) -> Certificates:
    """Our authority's certificates for `address` in the folder `keys`, made or renewed when it is time."""
    folder = keys / "tls" / address.replace(":", "-")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = Certificates(server=folder / "server.pem", key=folder / "server.pem", authority=folder / "authority.crt")
    authority_key = folder / "authority.key"
    assert files.authority is not None
    if not files.authority.exists():
        _make_authority(files.authority, authority_key, address, now)
        files.server.unlink(missing_ok=True)
    begun = beginning(files.authority)
    if begun > now:
        raise Refusal(
            f"By this machine's clock ({now:%Y-%m-%d}) the certificate {files.authority} is not valid before "
            f"{begun:%Y-%m-%d}: put the clock right. If it is right now and was wrong when the certificate was made, "
            f"delete the folder {folder}, start again and let the tablets trust the new one."
        )
    left = (expiry(files.server) - now).days if files.server.exists() else -1
    # One that is not valid yet was made while the clock ran ahead.
    if left < RENEW_DAYS or beginning(files.server) > now:
        if not authority_key.exists():
            raise Refusal(f"The certificate in {files.server} must be renewed and {authority_key} is missing.")
        _make_server(files, authority_key, address, now)
    return files


def beginning(certificate: Path) -> dt.datetime:
    """When the certificate in this file begins to be valid."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_before_utc


def expiry(certificate: Path) -> dt.datetime:
    """When the certificate in this file stops being valid."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def fingerprint(certificate: Path) -> str:
    """The SHA-256 fingerprint as tablets show it."""
    digest = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digest[i : i + 2] for i in range(0, len(digest), 2))


def given(server: Path, key: Path, address: str, now: dt.datetime) -> Certificates:
    """A certificate that the clinic brought; refuses one that would not work."""
    files = Certificates(server=server.resolve(), key=key.resolve())
    for path in (files.server, files.key):
        if not os.access(path, os.R_OK):
            raise Refusal(f"The file {path} cannot be read.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(files.server, files.key, password=lambda: "")
        leaf = x509.load_pem_x509_certificate(files.server.read_bytes())
    except (ssl.SSLError, ValueError, OSError):
        raise Refusal(f"{files.server} and {files.key} are not a certificate (PEM) and its unlocked key.") from None
    if leaf.not_valid_before_utc > now:
        raise Refusal(
            f"The certificate in {files.server} is not valid before {leaf.not_valid_before_utc:%Y-%m-%d}: "
            f"look at this machine's clock ({now:%Y-%m-%d})."
        )
    if leaf.not_valid_after_utc < now:
        raise Refusal(f"The certificate in {files.server} ended on {leaf.not_valid_after_utc:%Y-%m-%d}.")
    if not _covers(leaf, address):
        raise Refusal(f"The certificate in {files.server} is not made for {address}.")
    return files


def _covers(leaf: x509.Certificate, address: str) -> bool:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    hosts = [name.lower() for name in names.get_values_for_type(x509.DNSName)]
    numbers = [str(number) for number in names.get_values_for_type(x509.IPAddress)]
    wild = "*." + address.partition(".")[2]
    return address in hosts or address in numbers or wild in hosts
