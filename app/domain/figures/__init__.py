"""Figures as result objects: numerator, denominator, what they are made of, and why one cannot be computed."""
