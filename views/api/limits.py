"""How often programs may ask: each token by itself, and wrong tokens by where they come from (G-3)."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_appbuilder import AppBuilder
from flask_limiter.util import get_remote_address

from app.domain.api_tokens import digest_of
from views.base.api import BaseApiView

OF_ONE_PROGRAM = "600 per minute"
WRONG_ONES = "30 per minute"


def limit_programs(builder: AppBuilder) -> None:
    """Counts over all resources together, where the sign-in counts too (Redis)."""
    limiter: Any = builder.sm.limiter
    of_token = limiter.shared_limit(OF_ONE_PROGRAM, scope="programs", key_func=_token)
    of_wrong = limiter.shared_limit(
        WRONG_ONES, scope="wrong tokens", key_func=get_remote_address, deduct_when=_was_wrong
    )
    for view in builder.baseviews:
        if isinstance(view, BaseApiView):
            of_token(view.blueprint)
            of_wrong(view.blueprint)


def _token() -> str:
    """What a token is counted under; never the token itself."""
    sent = request.headers.get("Authorization")
    return digest_of(sent) if sent else str(get_remote_address())


def _was_wrong(response: Response) -> bool:
    return response.status_code == 401
