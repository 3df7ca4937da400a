"""Broken rules, each a phrase that follows the name of a field."""
