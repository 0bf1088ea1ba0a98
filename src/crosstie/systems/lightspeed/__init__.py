"""Lightspeed Retail (R-Series)."""
