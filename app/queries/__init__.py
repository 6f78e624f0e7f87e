"""The read side: what pages, figures and services ask the database."""
