"""The mail server is reached over TLS and with a login, or no mail goes out (D-7)."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.integrations.mail import Mail, NotAcceptedNow, SmtpSettings, SmtpTransport
from tests.integrations.mail_server import PASSWORD, USER, MailServer, mail_server
from tests.integrations.papers import Papers

WRITTEN = datetime(2024, 1, 8, tzinfo=UTC)
MAIL = Mail("an@voorbeeld.be", "Binc: beslist", "Lees het hier:", "/dossiers/aanvraag/17/", "sleutel", WRITTEN)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def guarded(papers: Papers) -> Iterator[MailServer]:
    """A server that takes mail over TLS and after login only."""
    with mail_server(papers.of_server(asking=False)) as listening:
        yield listening


@pytest.fixture
def trusted(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts who signed the certificate."""
    monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(papers.authority))


def settings(server: MailServer) -> SmtpSettings:
    return SmtpSettings(
        "127.0.0.1", "binc@voorbeeld.be", "https://binc.voorbeeld.be", server.port, user=USER, password=PASSWORD
    )


@pytest.mark.usefixtures("trusted")
def test_a_mail_goes_over_tls_after_a_login_d_7(guarded: MailServer) -> None:
    SmtpTransport(settings(guarded)).send(MAIL)
    (mail,) = guarded.accepted
    assert mail["To"] == "an@voorbeeld.be"
    assert [(name, over_tls) for name, _, over_tls in guarded.logins] == [(USER, True)]


def refused(server: MailServer, chosen: SmtpSettings) -> str:
    """Why no mail went out now; it waits and is tried again."""
    with pytest.raises(NotAcceptedNow) as failure:
        SmtpTransport(chosen).send(MAIL)
    assert server.accepted == []
    return failure.value.cause


def test_a_certificate_that_nobody_vouches_for_gets_no_password_and_no_mail_d_7(guarded: MailServer) -> None:
    assert refused(guarded, settings(guarded)) == "SSLCertVerificationError"
    assert guarded.logins == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_gets_no_password_and_no_mail_d_7(guarded: MailServer) -> None:
    assert refused(guarded, replace(settings(guarded), host="localhost")) == "SSLCertVerificationError"
    assert guarded.logins == []


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_no_fault_of_the_mail_d_7(guarded: MailServer) -> None:
    assert refused(guarded, replace(settings(guarded), password="fout")) == "SMTPAuthenticationError"
    assert {(name, over_tls) for name, _, over_tls in guarded.logins} == {(USER, True)}


def test_a_server_without_tls_gets_nothing_in_the_clear_d_7() -> None:
    with mail_server() as bare:
        assert refused(bare, settings(bare)) == "SMTPNotSupportedError"
        assert bare.logins == []
