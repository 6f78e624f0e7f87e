"""Puts one application together; the only place that knows all parts."""

from __future__ import annotations

import gc
import secrets
from datetime import timedelta
from typing import Any, NoReturn

from flask import Flask, Request, Response, g, make_response, request, url_for
from flask_appbuilder import AppBuilder
from werkzeug.exceptions import NotFound
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect

import models  # noqa: F401 - makes every table known
from app import presentation
from app.addresses import PlainNumber
from app.cli import install_commands
from app.database import db, refuse_powerful_role
from app.errors import install_errors, is_for_programs, log_unexpected
from app.extensions import csrf, migrate
from app.integrations.documents import open_store
from app.integrations.groeipakket.demo_receiver import DemoReceiver, judge_by_number
from app.integrations.groeipakket.over_https import HttpsReceiver
from app.integrations.groeipakket.port import GroeipakketReceiver
from app.integrations.https import Endpoint
from app.integrations.mail import MailboxTransport, MailTransport, SmtpSettings, SmtpTransport
from app.integrations.module_database import open_module_database
from app.integrations.national_register import open_register
from app.menu import navigation
from app.security import SeatSecurityManager, install_seat
from app.uploads import UploadRequest
from app.web_sessions import DatabaseSessionInterface
from config import Settings
from views import register_views

MEGABYTE = 1024 * 1024
REQUEST_LIMIT = 16 * MEGABYTE


class Binc(Flask):
    """The application: every request is one transaction, kept only when its answer is good."""

    request_class = UploadRequest

    def dispatch_request(self) -> Response:  # type: ignore[override]
        """Runs the view, then commits what it did together with its audit record."""
        response = make_response(super().dispatch_request())
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
        return response

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Refuses; an address for programs with a slash too many or too few leads nowhere, so that each has one."""
        if is_for_programs() and isinstance(request.routing_exception, RequestRedirect):
            raise NotFound
        super().raise_routing_exception(request)

    def make_default_options_response(self) -> Response:
        """What may be asked at an address (Allow), and no content."""
        response = super().make_default_options_response()
        response.status_code = 204
        response.headers["Allow"] = ", ".join(sorted(response.allow))
        del response.headers["Content-Type"]
        return response

    def log_exception(self, exc_info: Any) -> None:
        """What escapes every handler, such as a session that cannot be kept, is logged without its text as well."""
        log_unexpected(exc_info[1])


class Builder(AppBuilder):  # type: ignore[misc]
    """FAB without the pages of its own that we do not show."""

    def _add_admin_views(self) -> None:
        return None


def create_app(settings: Settings) -> Flask:
    """An application for these settings; two of them can live side by side."""
    app = Binc("app")
    app.config.from_mapping(_configuration(settings))
    app.extensions["settings"] = settings
    app.url_map.converters["int"] = PlainNumber
    app.session_interface = DatabaseSessionInterface()
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1) if settings.production else app.wsgi_app  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    with app.app_context():
        _install(app, settings)
    return app


def settle_memory() -> None:
    """Tells Python that what was made until now lives as long as the process.

    Otherwise it looks through all of it again and again for garbage, and the pages of that moment wait a tenth of a
    second longer.
    """
    gc.collect()
    gc.freeze()


def _install(app: Flask, settings: Settings) -> None:
    app.extensions["national_register"] = open_register(
        settings.register_url, settings.neighbour_certificate, settings.neighbour_authority
    )
    app.extensions["module_database"] = open_module_database(
        settings.module_database, settings.neighbour_certificate, settings.neighbour_authority
    )
    app.extensions["mail"] = _mail_transport(settings)
    app.extensions["groeipakket"] = _groeipakket(settings)
    app.extensions["documents"] = open_store(
        settings.documents_place, settings.document_keys_place, make=not settings.production
    )
    install_errors(app)
    presentation.install(app)
    builder = Builder(app, db.session, security_manager_class=SeatSecurityManager)
    install_seat(app)
    register_views(builder, with_mailbox=settings.keeps_mail)
    install_commands(app)
    app.after_request(_protect)
    _share_with_templates(app, builder)
    if settings.production:
        refuse_powerful_role(db.session())
        db.session.remove()


def _mail_transport(settings: Settings) -> MailTransport:
    """SMTP where a server is named; a demonstration without one keeps its mail to itself."""
    if settings.smtp_host is None:
        return MailboxTransport()
    return SmtpTransport(
        SmtpSettings(
            settings.smtp_host,
            settings.mail_sender,
            settings.base_url,
            settings.smtp_port,
            settings.smtp_starttls,
            settings.smtp_user,
            settings.smtp_password,
        )
    )


def _groeipakket(settings: Settings) -> GroeipakketReceiver | None:
    """The address that is set; in a demonstration a receiver of our own, and else none, so that messages wait (G-1)."""
    if settings.groeipakket is None:
        return DemoReceiver(judge_by_number) if settings.demo else None
    return HttpsReceiver(Endpoint(settings.groeipakket, settings.neighbour_certificate, settings.neighbour_authority))


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            "pool_size": 8,
            "max_overflow": 8,
            # An error that reaches a log or a terminal names no values: they are people's.
            "hide_parameters": True,
        },
        "SESSION_COOKIE_NAME": "binc",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "MAX_CONTENT_LENGTH": REQUEST_LIMIT,
        "TRUSTED_HOSTS": None if settings.testing else list(settings.trusted_hosts),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "nl",
        "LANGUAGES": {"nl": {"flag": "be", "name": "Nederlands"}},
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_BASE_TEMPLATE": "fab_base.html",
        "APP_NAME": "Binc",
        "RATELIMIT_ENABLED": not settings.testing,
        "RATELIMIT_STORAGE_URI": _limit_storage(settings),
        # A Redis that is gone or hangs opens no door and keeps nobody out: each process then counts by itself.
        "RATELIMIT_STORAGE_OPTIONS": _limit_patience(settings),
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "AUTH_RATE_LIMITED": False,
        "FAB_ADD_SECURITY_VIEWS": False,
        "FAB_ADD_MENU_API": False,
        "FAB_ADD_OPENAPI_VIEWS": False,
        "FAB_API_SWAGGER_UI": False,
        "BINC_DEMO": settings.demo,
    }


def _limit_storage(settings: Settings) -> str:
    url = settings.redis_url
    if not url:
        return "memory://"
    return url.replace("unix://", "redis+unix://", 1) if url.startswith("unix://") else url


def _limit_patience(settings: Settings) -> dict[str, float]:
    return {"socket_timeout": 0.5, "socket_connect_timeout": 0.5} if settings.redis_url else {}


def _protect(response: Response) -> Response:
    """The headers that keep a page to itself; one content-security policy, written out."""
    policy = (
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; object-src 'none'"
    )
    # What is downloaded brings a stricter one of its own.
    response.headers.setdefault("Content-Security-Policy", policy.format(nonce=_nonce()))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if not (request.endpoint or "").endswith("static"):
        response.headers.setdefault("Cache-Control", "no-store")
    elif response.status_code == 200:
        response.headers["Cache-Control"] = "no-cache"
    return response


def _nonce() -> str:
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _share_with_templates(app: Flask, builder: AppBuilder) -> None:
    """What the layout asks for; globals and not a context, since FAB's widgets see no context."""
    endpoints = frozenset(app.view_functions)

    def granted() -> frozenset[tuple[str, str]]:
        return builder.sm.granted() if g.get("seat") else frozenset()

    def search_url() -> str | None:
        return url_for("SearchPage.search") if ("can_read", "SearchPage") in granted() else None

    def password_url() -> str | None:
        return url_for("PasswordPage.index") if ("can_write", "PasswordPage") in granted() else None

    app.jinja_env.globals.update(
        csp_nonce=_nonce,
        current_seat=LocalProxy(lambda: g.get("seat")),
        seat_count=LocalProxy(lambda: g.get("seat_count", 0)),
        navigation=LocalProxy(lambda: navigation(granted(), endpoints)),
        search_url=LocalProxy(search_url),
        granted=LocalProxy(granted),
        draft_here=LocalProxy(lambda: g.get("draft")),
        home_url="/",
        sign_in_url=LocalProxy(lambda: url_for("SignInPage.sign_in")),
        sign_out_url=LocalProxy(lambda: url_for("SignInPage.sign_out")),
        seat_choice_url=LocalProxy(lambda: url_for("SeatPage.index")),
        password_url=LocalProxy(password_url),
        help_url=LocalProxy(lambda: url_for("HelpPage.index")),
    )
