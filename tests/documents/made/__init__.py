"""Files made by code: harmless ones, and those that somebody made to harm."""
