"""The example's Celery application, which waits a second for a worker that was killed, not ten."""

from __future__ import annotations

from orm_celery import app

app.conf.worker_lost_wait = 1.0
