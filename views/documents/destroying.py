"""Destroying a content only after the record of it is committed: a rollback could not bring it back (O-6)."""

from __future__ import annotations

from flask import Response, after_this_request, current_app

from app.integrations.documents import DocumentStore, StoreUnavailable


def destroy_once_committed(key: str | None) -> None:
    """Destroys a content at the end of this request, if the request was kept; nothing for None.

    Where the store is away, the nightly sweep does it.
    """
    if key is None:
        return
    store: DocumentStore = current_app.extensions["documents"]

    @after_this_request
    def destroy(response: Response) -> Response:
        if response.status_code < 400:
            try:
                store.destroy(key)
            except StoreUnavailable as failure:
                current_app.logger.error("A document that ended waits for the sweep: %s", type(failure).__name__)
        return response
