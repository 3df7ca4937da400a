"""Explanations of what became of a request whose reply was lost."""
