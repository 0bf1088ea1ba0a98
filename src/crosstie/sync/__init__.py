"""Two-way sync."""
