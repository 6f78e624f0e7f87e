"""Benchmarks at national size: made-up data of the whole sector, and how long people wait for it."""
