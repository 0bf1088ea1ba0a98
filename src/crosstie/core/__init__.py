"""Protocol logic that does no I/O: values, effects, flows and the two drivers that perform them."""
