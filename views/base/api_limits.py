"""How often programs may ask: each token by itself, and wrong tokens by where they come from (G-3)."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from limits import parse
from redis.exceptions import RedisError

from app.domain.api_tokens import digest_of

OF_ONE_PROGRAM = "600 per minute"
WRONG_ONES = "30 per minute"
BEARER = "Bearer "


def sent_token() -> str | None:
    """The token that came with a request, None where there is none."""
    sent = request.headers.get("Authorization", "")
    return sent.removeprefix(BEARER).strip() if sent.startswith(BEARER) else None


def limit_programs(app: Flask, limiter: Limiter, blueprints: Iterable[Blueprint]) -> None:
    """Counts over all resources together, where the sign-in counts too (Redis), and says so in the answers."""
    of_token: Any = limiter.shared_limit(OF_ONE_PROGRAM, scope="programs", key_func=_token)
    names = set()
    for blueprint in blueprints:
        of_token(blueprint)
        names.add(blueprint.name)
    app.after_request(lambda response: _tell(limiter, response, is_of_program=request.blueprint in names))


def is_one_too_many(limiter: Limiter) -> bool:
    """Counts a wrong token, and says whether its place has sent too many.

    Asked after the token was looked up, so that a token that is right comes in whatever others behind the same address
    send.
    """
    if not limiter.enabled:
        return False
    limit, place = parse(WRONG_ONES), ["wrong tokens", get_remote_address()]
    try:
        is_within = limiter.limiter.hit(limit, *place)
        limiter.context.view_rate_limit = RequestLimit(limiter, limit, place, not is_within, shared=True)
    except RedisError:
        # It went away since this request began; the next one finds that out and counts in memory.
        return False
    return not is_within


def _token() -> str:
    """What a token is counted under; never the token itself."""
    sent = sent_token()
    return digest_of(sent) if sent else str(get_remote_address())


def _tell(limiter: Limiter, response: Response, *, is_of_program: bool) -> Response:
    """How much is left, and how long to wait where nothing is."""
    limit = limiter.current_limit
    if limit is None:
        return response
    try:
        reset_at, remaining = limit.reset_at, limit.remaining
    except RedisError:
        return response
    if is_of_program:
        told = {"Limit": limit.limit.amount, "Remaining": remaining, "Reset": reset_at}
        response.headers.update({f"X-RateLimit-{name}": str(value) for name, value in told.items()})
    if response.status_code == 429:
        wait = min(math.ceil(reset_at - time.time()), limit.limit.get_expiry())
        response.headers["Retry-After"] = str(max(1, wait))
    return response
