"""RFMS."""
