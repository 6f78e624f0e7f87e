"""What the Groeipakket should know, what it was told, and how its messages fare (G-1)."""
