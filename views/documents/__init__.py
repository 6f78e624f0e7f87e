"""The pages on which documents are shared, received, followed and called back (O-1 … O-6)."""
