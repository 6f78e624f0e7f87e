"""Keeping the context of a client, which the whole sector shares (C-5)."""
