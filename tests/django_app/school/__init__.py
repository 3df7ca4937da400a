"""A school that uses the app."""
