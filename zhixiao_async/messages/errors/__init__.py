"""What went wrong, what is known about the money, and what to do next."""
