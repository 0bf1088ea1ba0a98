"""The external systems, one folder each; none of them imports another."""
