"""A certificate authority for one test session; nobody else trusts it."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files in PEM."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates for the loopback address."""

    folder: Path
    certificate: Path

    def sign(self, name: str, names: str = "DNS:localhost,IP:127.0.0.1") -> Certificate:
        """A certificate and key called `name`, valid for `names`."""
        request, chain, key = (self.folder / f"{name}{ending}" for ending in (".csr", ".pem", ".key"))
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={names}\nauthorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n"
                              "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n")
        _openssl("req", "-new", *CURVE, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        _openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.folder / "ca.key",
                 "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", chain)
        return Certificate(chain, key)


def found_authority(folder: Path) -> Authority:
    """A new authority whose files lie in `folder`."""
    certificate = folder / "ca.pem"
    _openssl("req", "-x509", *CURVE, "-days", "2", "-subj", "/CN=test authority", "-keyout", folder / "ca.key",
             "-out", certificate, "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    return Authority(folder, certificate)


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
