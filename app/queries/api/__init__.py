"""What other programs read: pages of dossiers, one with all in it, and what changed since a moment (G-3)."""
