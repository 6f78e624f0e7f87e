"""SQL that counts days; the formulas are in `app.domain.figures`."""
