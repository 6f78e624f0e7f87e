"""The time by which people here live; moments are kept in UTC."""

from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
