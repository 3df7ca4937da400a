"""A Celery application over plain files, whose client its parent makes and uses.

``celery_tasks.py COUNT`` sends so many tasks to its workers and prints their answers.
"""

import json
import os
import sys
from pathlib import Path

from celery import Celery, group

from zhixiao_async import RequestFailed
from zhixiao_sync import Client

for folder in ("queue", "results"):
    Path(folder).mkdir(exist_ok=True)

app = Celery("celery_tasks", broker="filesystem://", backend=f"file://{Path('results').resolve()}")
app.conf.update(
    broker_transport_options={
        "data_folder_in": "queue",
        "data_folder_out": "queue",
        "control_folder": "queue",
        "polling_interval": 0.05,
    },
    worker_max_tasks_per_child=5,
    worker_prefetch_multiplier=1,
)

client = Client.from_env()
client.user_card(user_no="2013141516")


@app.task
def card(number):
    """Read a card; return who asked, whose child that is, and the answer."""
    answer = client.user_card(user_no="2013141516").user_no
    return os.getpid(), os.getppid(), answer


@app.task
def create(number):
    """Create an order, and check that a refusal stays a refusal."""
    order = client.order_create(
        body="学费",
        out_trade_no=f"celery{number}",
        total_fee=19800,
        user_no="2013141516",
        notify_url="http://127.0.0.1:9/notify",
    )
    try:
        client.order_refund(out_trade_no=order.out_trade_no)
    except RequestFailed:
        return os.getpid(), os.getppid(), order.out_trade_no
    return None


if __name__ == "__main__":
    count = range(int(sys.argv[1]))
    sent = group([*map(card.s, count), *map(create.s, count)]).delay()
    print(json.dumps(sent.get(timeout=60)))
