"""Telling the Groeipakket: making up messages, sending them, and comparing what it knows with the register (G-1)."""
