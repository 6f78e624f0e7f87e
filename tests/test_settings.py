"""What an installation must say before it starts, and where its mail goes (D-7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.factory import create_app
from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.integrations.groeipakket.over_https import HttpsReceiver
from app.integrations.mail import MailboxTransport, SmtpTransport
from app.integrations.national_register import open_register
from app.runtime.postgres import EmbeddedPostgres
from config import ConfigurationError, load_settings
from tests.conftest import settings_for

PRODUCTION = {
    "BINC_ENV": "production",
    "BINC_SECRET_KEY": "x" * 32,
    "DATABASE_URL": "postgresql+psycopg://binc_app@host/binc",
    "DATABASE_OWNER_URL": "postgresql+psycopg://binc_owner@host/binc",
    "REDIS_URL": "redis://host",
    "BINC_SMTP_HOST": "mail.voorbeeld.be",
    "BINC_MAIL_FROM": "binc@voorbeeld.be",
    "BINC_BASE_URL": "https://binc.voorbeeld.be",
    "BINC_DOCUMENTS": "/srv/binc/documents",
    "BINC_DOCUMENT_KEYS": "/srv/binc-keys",
    "BINC_REGISTER": "https://register.voorbeeld.be/binc",
}


def test_production_says_all_that_it_needs() -> None:
    settings = load_settings(PRODUCTION)
    assert (settings.smtp_host, settings.smtp_port, settings.smtp_starttls) == ("mail.voorbeeld.be", 587, True)
    assert not settings.keeps_mail


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "BINC_ENV"])
def test_production_does_not_start_without(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_settings({key: value for key, value in PRODUCTION.items() if key != name})


def test_a_demonstration_keeps_its_mail_unless_it_names_a_server(tmp_path: Path) -> None:
    home = {"BINC_HOME": str(tmp_path), "BINC_PORT": "8033"}
    assert load_settings(home).keeps_mail
    assert load_settings(home).base_url == "http://127.0.0.1:8033"
    assert not load_settings({**home, "BINC_SMTP_HOST": "localhost"}).keeps_mail


def test_only_where_mail_is_kept_is_there_a_mailbox(postgres: EmbeddedPostgres) -> None:
    kept = create_app(settings_for(postgres, "binc_template"))
    sent = create_app(settings_for(postgres, "binc_template", demo=False, smtp_host="localhost"))
    assert "MailboxPage.index" in kept.view_functions
    assert "MailboxPage.index" not in sent.view_functions
    assert isinstance(kept.extensions["mail"], MailboxTransport)
    assert isinstance(sent.extensions["mail"], SmtpTransport)


@pytest.mark.parametrize(
    ("documents", "keys"),
    [
        ("/srv/binc", "/srv/binc/keys"),
        ("/srv/binc", "/srv/binc"),
        ("/srv/binc/documents", "/srv/binc"),
        ("/srv/binc/documents", "/srv/keys/../binc/documents/keys"),
    ],
)
@pytest.mark.parametrize("start", [{}, PRODUCTION], ids=["demonstration", "production"])
def test_keys_never_lie_beside_the_documents_they_lock_o_6(start: dict[str, str], documents: str, keys: str) -> None:
    with pytest.raises(ConfigurationError, match="BINC_DOCUMENT_KEYS"):
        load_settings({**start, "BINC_DOCUMENTS": documents, "BINC_DOCUMENT_KEYS": keys})


def test_keys_that_a_link_leads_into_the_documents_are_seen_o_6(tmp_path: Path) -> None:
    (tmp_path / "documents" / "keys").mkdir(parents=True)
    (tmp_path / "elsewhere").symlink_to(tmp_path / "documents" / "keys")
    places = {"BINC_DOCUMENTS": str(tmp_path / "documents"), "BINC_DOCUMENT_KEYS": str(tmp_path / "elsewhere")}
    with pytest.raises(ConfigurationError, match="BINC_DOCUMENT_KEYS"):
        load_settings(PRODUCTION | places)


def test_documents_in_a_bucket_keep_their_keys_in_a_folder_o_6() -> None:
    settings = load_settings(PRODUCTION | {"BINC_DOCUMENTS": "s3://binc/documents"})
    assert settings.documents_place == "s3://binc/documents"
    assert settings.document_keys_place == Path("/srv/binc-keys")


GROEIPAKKET = {
    "BINC_GROEIPAKKET": "https://groeipakket.example/d227",
    "BINC_NEIGHBOUR_CERTIFICATE": "/srv/binc.pem",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"BINC_GROEIPAKKET": "http://groeipakket.example/d227"},
        {"BINC_GROEIPAKKET": "/srv/groeipakket"},
        {"BINC_NEIGHBOUR_CERTIFICATE": ""},
    ],
)
def test_the_groeipakket_is_spoken_to_over_https_with_a_certificate_or_not_at_all_g_1(wrong: dict[str, str]) -> None:
    assert load_settings(PRODUCTION | GROEIPAKKET).groeipakket == GROEIPAKKET["BINC_GROEIPAKKET"]
    with pytest.raises(ConfigurationError, match="BINC_GROEIPAKKET"):
        load_settings(PRODUCTION | GROEIPAKKET | wrong)


def test_a_demonstration_has_a_receiver_of_its_own_and_production_none_by_itself_g_1(
    postgres: EmbeddedPostgres,
) -> None:
    demonstration = create_app(settings_for(postgres, "binc_template"))
    elsewhere = create_app(settings_for(postgres, "binc_template", demo=False))
    named = create_app(settings_for(postgres, "binc_template", groeipakket="https://groeipakket.example/"))
    assert isinstance(demonstration.extensions["groeipakket"], DemoReceiver)
    assert elsewhere.extensions["groeipakket"] is None
    assert isinstance(named.extensions["groeipakket"], HttpsReceiver)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BINC_REGISTER", "http://register.voorbeeld.be"),
        ("BINC_REGISTER", "register"),
        ("BINC_MODULE_DATABASE", "http://modules.voorbeeld.be"),
        ("BINC_MODULES_MOST_WITHDRAWN", "101"),
    ],
)
def test_a_neighbour_is_named_with_an_address_that_can_be_trusted_g_3(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_settings({**PRODUCTION, name: value})


def test_the_setting_chooses_the_register_and_a_demonstration_has_the_synthetic_one_c_1(tmp_path: Path) -> None:
    assert load_settings(PRODUCTION).register_url == "https://register.voorbeeld.be/binc"
    assert load_settings({**PRODUCTION, "BINC_REGISTER": "synthetic"}).register_url is None
    assert load_settings({"BINC_HOME": str(tmp_path)}).register_url is None
    chosen = [open_register(url, None, None) for url in (None, "https://register.voorbeeld.be")]
    assert [type(one).__name__ for one in chosen] == ["SyntheticRegister", "HttpsRegister"]
