"""What reports are made of and what was made: counts of all facilities, raw data, requests and files."""
