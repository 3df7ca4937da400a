"""Broken rules of this library's own arguments, each a phrase that follows the argument's name."""
