"""Registrations in and out as one documented JSON file, under the rules of the screens."""
