"""Results as Excel workbooks: pure functions from result objects to the bytes of a file (F-10)."""
