"""The lists and forms with which the agency and the admins keep the reference data right."""
