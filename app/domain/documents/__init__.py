"""Sharing documents: what may be shared, under which name, and how long it can be read (domain.md chapter 11)."""
