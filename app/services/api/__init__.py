"""What other programs need beside the use cases of the screens: keys, answers given before, months at once (G-3)."""
