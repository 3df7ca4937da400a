"""Send refunds through a journal, by a new client, while no descriptor is left for its loop.

``no_descriptors.py BASE_URL``. Prints the error and the states of the journal's entries.
"""

import resource
import sys
from pathlib import Path

from zhixiao_async import OrderRefund, RetryPolicy, ZhixiaoError
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client
from zhixiao_sync.journal import RefundJournal


class Short(Client):
    """A client that finds every descriptor taken, and leaves them as they were."""

    def call(self, request, **options):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        taken = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
        resource.setrlimit(resource.RLIMIT_NOFILE, (taken, hard))
        try:
            return super().call(request, **options)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


client = Short(TEST_CREDENTIALS, base_url=sys.argv[1], retry=RetryPolicy(attempts=1))
journal = RefundJournal(client, "journal.db")
journal.create_table()
try:
    journal.order_refund(OrderRefund(order_id="01664678934786097", refund_fee=1, out_refund_no="1"))
except ZhixiaoError as error:
    print(type(error).__name__, error)
print([entry.state.value for entry in journal.entries()])
client.close()
