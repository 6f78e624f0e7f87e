"""Sharing documents, calling them back, receipts, and the end of their time (O-1 … O-6)."""
