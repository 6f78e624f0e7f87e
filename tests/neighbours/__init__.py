"""Module database and national register: what their deliveries do (M-2, G-3)."""
