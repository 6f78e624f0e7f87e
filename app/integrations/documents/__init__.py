"""Where the content of shared documents lies, encrypted: the port and its adapters (O-6)."""

from app.integrations.documents.opening import open_store
from app.integrations.documents.port import (
    ContentDamaged,
    ContentGone,
    DocumentStore,
    DocumentStoreError,
    StoredContent,
    StoreUnavailable,
)

__all__ = [
    "ContentDamaged",
    "ContentGone",
    "DocumentStore",
    "DocumentStoreError",
    "StoreUnavailable",
    "StoredContent",
    "open_store",
]
