"""The resources for other programs, one a file; what they take and answer stands in `schemas` (G-3)."""
