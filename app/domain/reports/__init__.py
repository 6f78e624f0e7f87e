"""Reports: which dossiers a table counts, what each table is made of, and what it may show (R-1, R-2, R-3, R-6)."""
