"""Fork a child that ends as any interpreter does, with a client. ``fork_and_exit.py URL``."""

import os
import sys

from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync import Client

client = Client(TEST_CREDENTIALS, base_url=sys.argv[1])
client.user_card(user_no="2013141516")
child = os.fork()
client.user_card(user_no="2013141516")
if child:
    assert os.waitpid(child, 0)[1] == 0
    client.user_card(user_no="2013141516")
