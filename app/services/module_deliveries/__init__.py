"""Deliveries of the module database: reading, comparing, applying, telling (M-2)."""
