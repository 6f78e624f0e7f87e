"""The Groeipakket: where the messages about placements go, and a receiver for demonstration and tests (G-1)."""
