"""Exports, their targets, and what is wrong with either."""
