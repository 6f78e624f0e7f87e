"""The rules of the registration, pure: no clock, no user, no database."""
