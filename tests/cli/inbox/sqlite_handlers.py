"""Handlers that credit into the inbox's own SQLite file."""


def credit(payment, connection):
    """Write down what the payment came from."""
    connection.execute("CREATE TABLE ledger (source)")
    connection.execute("INSERT INTO ledger VALUES (?)", (payment.source,))


async def acredit(payment, connection):
    """Do the same as a coroutine."""
    credit(payment, connection)


def fail(payment, connection):
    """Credit, and then fail."""
    credit(payment, connection)
    raise ValueError("the books are closed")
