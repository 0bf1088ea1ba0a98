"""QuickBooks Online."""
