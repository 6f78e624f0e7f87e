"""Documents as their senders and receivers see them, and with whom one can share (O-1, O-3, O-4)."""
