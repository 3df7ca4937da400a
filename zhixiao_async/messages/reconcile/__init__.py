"""Books, and what is wrong with them."""
