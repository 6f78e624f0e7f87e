"""Asking for reports, keeping what was made, and taking it away again (R-4, R-5)."""
