"""Receive payment notifications with Django's ORM, and credit each payment once.

    python orm_django.py migrate --run-syncdb                # creates the tables, once
    gunicorn -w 2 -b 127.0.0.1:8080 orm_django:app           # notify_url: http://…:8080/notify

Needs PGDATABASE, PGHOST, PGUSER, ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET and ZHIXIAO_AES_KEY.
"""

from __future__ import annotations

import os
import sys

import django
from django.apps import apps
from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.urls import include, path

from zhixiao_sync.notify import Payment

sys.modules["orm_django"] = sys.modules[__name__]  # all in one file, which is the app itself
DATABASE = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
settings.configure(
    ALLOWED_HOSTS=os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(","),
    DATABASES={"default": DATABASE},
    INSTALLED_APPS=["orm_django", "zhixiao_sync.django"],
    ROOT_URLCONF="orm_django",
    ZHIXIAO={"HANDLER": "orm_django.credit"},
)
django.setup()


class Bill(models.Model):
    out_trade_no: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)
    price: models.IntegerField[int, int] = models.IntegerField()  # fen
    paid: models.IntegerField[int, int] = models.IntegerField(default=0)  # fen

    class Meta:
        app_label, db_table = "orm_django", "bills"


def credit(payment: Payment, connection: object) -> None:
    """Credit a bill by the ORM: committed together with the inbox's row, or not at all."""
    bill = Bill.objects.get(out_trade_no=payment.out_trade_no)
    bill.paid += bill.price
    bill.save()


urlpatterns = [path("", include("zhixiao_sync.django.urls"))]
app = get_wsgi_application()

if __name__ == "__main__":
    apps.get_app_config("orm_django").models_module = sys.modules[__name__]  # as models.py is
    execute_from_command_line(sys.argv)
