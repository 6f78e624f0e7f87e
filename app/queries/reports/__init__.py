"""What the reports are counted from, read once a period for all facilities (R-1, R-2)."""
