"""A payment from its order to its receipt, and a day's books, against the sandbox."""
