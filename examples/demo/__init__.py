"""A payment from order to receipt, and a day's listing, against the sandbox."""
