"""Looking at what is inside a file before it may be shared (O-2)."""

from app.integrations.content.port import ContentCheck
from app.integrations.content.process import check_content

__all__ = ["ContentCheck", "check_content"]
