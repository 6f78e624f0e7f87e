"""Sheets to print, as PDF made in memory."""
