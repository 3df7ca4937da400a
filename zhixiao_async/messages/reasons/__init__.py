"""Reasons why an attempt failed or a message was refused."""
