"""Settings of one installation, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

DEMO_PORT = 8080
# The register of people who do not exist; in production it has to be named on purpose.
SYNTHETIC_REGISTER = "synthetic"


class ConfigurationError(RuntimeError):
    """The environment lacks something without which this installation must not start."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    home: Path
    secret_key: str
    database_url: str | None = None
    database_owner_url: str | None = None
    redis_url: str | None = None
    production: bool = False
    demo: bool = True
    port: int = DEMO_PORT
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    testing: bool = False
    base_url: str = f"http://127.0.0.1:{DEMO_PORT}"
    mail_sender: str = "binc@localhost"
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_starttls: bool = True
    smtp_user: str | None = None
    smtp_password: str | None = None
    documents: str | None = None
    document_keys: Path | None = None
    module_database: str | None = None
    national_register: str | None = None
    groeipakket: str | None = None
    modules_most_withdrawn: int = 10
    neighbour_certificate: Path | None = None
    neighbour_authority: Path | None = None

    @property
    def keeps_mail(self) -> bool:
        """Whether mail is read in the product itself instead of being sent: a demonstration without a mail server."""
        return self.demo and self.smtp_host is None

    @property
    def documents_place(self) -> str:
        """Where the content of shared documents lies: a folder, or the address of a bucket (O-6)."""
        return self.documents or str(self.home / "documents")

    @property
    def register_url(self) -> str | None:
        """The address of the national register; None for the synthetic one (C-1)."""
        return None if self.national_register == SYNTHETIC_REGISTER else self.national_register

    @property
    def document_keys_place(self) -> Path:
        """Where the keys of shared documents lie, never in the backup (O-6)."""
        return self.document_keys or self.home / "document_keys"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads the settings; raises ConfigurationError where production lacks a secret or a server."""
    home = Path(environ.get("BINC_HOME", "var")).absolute()
    production = environ.get("BINC_ENV", "demo") == "production"
    port = int(environ.get("BINC_PORT", str(DEMO_PORT)))
    settings = Settings(
        home=home,
        secret_key=environ.get("BINC_SECRET_KEY", ""),
        database_url=environ.get("DATABASE_URL") or None,
        database_owner_url=environ.get("DATABASE_OWNER_URL") or None,
        redis_url=environ.get("REDIS_URL") or None,
        production=production,
        demo=not production and environ.get("BINC_DEMO", "1") == "1",
        port=port,
        trusted_hosts=_hosts(environ.get("BINC_TRUSTED_HOSTS", "localhost,127.0.0.1")),
        base_url=environ.get("BINC_BASE_URL") or ("" if production else f"http://127.0.0.1:{port}"),
        mail_sender=environ.get("BINC_MAIL_FROM") or ("" if production else "binc@localhost"),
        smtp_host=environ.get("BINC_SMTP_HOST") or None,
        smtp_port=int(environ.get("BINC_SMTP_PORT", "587")),
        smtp_starttls=environ.get("BINC_SMTP_STARTTLS", "1") == "1",
        smtp_user=environ.get("BINC_SMTP_USER") or None,
        smtp_password=environ.get("BINC_SMTP_PASSWORD") or None,
        documents=_place(environ.get("BINC_DOCUMENTS")),
        document_keys=_folder(environ.get("BINC_DOCUMENT_KEYS")),
        module_database=_place(environ.get("BINC_MODULE_DATABASE")),
        national_register=environ.get("BINC_REGISTER") or None,
        groeipakket=environ.get("BINC_GROEIPAKKET") or None,
        modules_most_withdrawn=int(environ.get("BINC_MODULES_MOST_WITHDRAWN", "10")),
        neighbour_certificate=_folder(environ.get("BINC_NEIGHBOUR_CERTIFICATE")),
        neighbour_authority=_folder(environ.get("BINC_NEIGHBOUR_AUTHORITY")),
    )
    return _complete(settings)


def _place(text: str | None) -> str | None:
    return text if text and "://" in text else str(Path(text).absolute()) if text else None


def _folder(text: str | None) -> Path | None:
    return Path(text).absolute() if text else None


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())


def _complete(settings: Settings) -> Settings:
    _keep_keys_apart(settings)
    _check_neighbours(settings)
    if settings.production:
        _require_production(settings)
        return settings
    if settings.secret_key:
        return settings
    return replace(settings, secret_key=_kept_secret(settings.home))


def _require_production(settings: Settings) -> None:
    required = {
        "BINC_SECRET_KEY": settings.secret_key if len(settings.secret_key) >= 32 else None,
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.database_owner_url,
        "REDIS_URL": settings.redis_url,
        "BINC_SMTP_HOST": settings.smtp_host,
        "BINC_MAIL_FROM": settings.mail_sender,
        "BINC_BASE_URL": settings.base_url,
        "BINC_DOCUMENTS": settings.documents,
        "BINC_DOCUMENT_KEYS": settings.document_keys,
        "BINC_REGISTER": settings.national_register,
    }
    missing = [name for name, value in required.items() if not value]
    if missing:
        raise ConfigurationError(
            f"Missing in production: {', '.join(missing)} (BINC_SECRET_KEY needs at least 32 characters)."
        )


def _check_neighbours(settings: Settings) -> None:
    """Neighbours are asked over https only, and the Groeipakket answers nobody without a certificate (G-1, G-3)."""
    modules = settings.module_database
    _require_https("BINC_REGISTER", settings.register_url, f"the word {SYNTHETIC_REGISTER}")
    _require_https("BINC_MODULE_DATABASE", modules if modules and "://" in modules else None, "a folder")
    _require_https("BINC_GROEIPAKKET", settings.groeipakket, "left out")
    if settings.groeipakket and settings.neighbour_certificate is None:
        raise ConfigurationError("BINC_GROEIPAKKET needs BINC_NEIGHBOUR_CERTIFICATE.")
    if not 0 <= settings.modules_most_withdrawn <= 100:
        raise ConfigurationError("BINC_MODULES_MOST_WITHDRAWN is a percentage, from 0 to 100.")


def _require_https(name: str, address: str | None, instead: str) -> None:
    if address is not None and not address.startswith("https://"):
        raise ConfigurationError(f"{name} must be an address with https, or {instead}.")


def _keep_keys_apart(settings: Settings) -> None:
    """Keys beside the documents would be copied with them, and what is destroyed could be read from the copy (O-6)."""
    if "://" in settings.documents_place:
        return
    documents, keys = Path(settings.documents_place).resolve(), settings.document_keys_place.resolve()
    if keys.is_relative_to(documents) or documents.is_relative_to(keys):
        raise ConfigurationError("BINC_DOCUMENT_KEYS and BINC_DOCUMENTS must lie apart, neither inside the other.")


def _kept_secret(home: Path) -> str:
    """A secret made once for an installation without one, so that a restart keeps people signed in."""
    path = home / "secret_key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret
