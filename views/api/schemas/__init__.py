"""What programs send and are answered, in the words of the exchange format (G-3)."""
