"""The tables of the inbox and the journal, taken over where they are there already."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from zhixiao_sync.django.fields import KeyField, NamedIndex
from zhixiao_sync.django.operations import CreateTable


class Migration(migrations.Migration):
    """Both tables, and the same rows for the admin."""

    initial = True

    dependencies: ClassVar[Sequence[tuple[str, str]]] = []

    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="EntryRow",
            fields=[
                ("app_id", KeyField(max_length=64)),
                ("kind", KeyField(max_length=64)),
                ("order_id", KeyField(max_length=64)),
                ("state", KeyField(max_length=64)),
                ("sent_at", KeyField(max_length=64)),
                ("request", models.TextField(verbose_name="request")),
                ("result", models.TextField(null=True, verbose_name="result")),
                ("token", KeyField(max_length=64, null=True)),
                ("unsent", KeyField(max_length=64, null=True)),
                ("number", KeyField(max_length=64, primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "refund or receipt",
                "verbose_name_plural": "refunds and receipts",
                "db_table": "zhixiao_journal",
                "permissions": (("view_request", "Can view whom receipts are made out to"),),
                "abstract": False,
                "managed": False,
                "base_manager_name": "objects",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="PaymentRow",
            fields=[
                ("app_id", KeyField(max_length=64)),
                ("out_trade_no", KeyField(max_length=64)),
                ("source", KeyField(max_length=64)),
                ("fee", models.BigIntegerField(null=True, verbose_name="amount (fen)")),
                ("time_end", KeyField(max_length=64, null=True)),
                ("payer", models.TextField(verbose_name="payer")),
                ("handled_at", KeyField(max_length=64)),
                ("reruns", models.BigIntegerField(verbose_name="reruns")),
                ("order_id", KeyField(max_length=64, primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "handled payment",
                "verbose_name_plural": "handled payments",
                "db_table": "zhixiao_inbox",
                "permissions": (("view_payer", "Can view the payers of handled payments"),),
                "abstract": False,
                "managed": False,
                "base_manager_name": "objects",
                "default_permissions": ("view",),
            },
        ),
        CreateTable(
            name="HandledPayment",
            fields=[
                ("app_id", KeyField(max_length=64)),
                ("order_id", KeyField(max_length=64)),
                ("out_trade_no", KeyField(max_length=64)),
                ("source", KeyField(max_length=64)),
                ("fee", models.BigIntegerField(null=True, verbose_name="amount (fen)")),
                ("time_end", KeyField(max_length=64, null=True)),
                ("payer", models.TextField(verbose_name="payer")),
                ("handled_at", KeyField(max_length=64)),
                ("reruns", models.BigIntegerField(verbose_name="reruns")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "app_id",
                        "order_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
            options={
                "verbose_name": "handled payment",
                "verbose_name_plural": "handled payments",
                "db_table": "zhixiao_inbox",
                "abstract": False,
                "default_permissions": (),
                "indexes": [NamedIndex(fields=["handled_at"], name="ix_zhixiao_inbox__handled_at")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("out_trade_no", "app_id"),
                        name="ux_zhixiao_inbox__out_trade_no__app_id",
                    )
                ],
            },
        ),
        CreateTable(
            name="JournalEntry",
            fields=[
                ("app_id", KeyField(max_length=64)),
                ("kind", KeyField(max_length=64)),
                ("number", KeyField(max_length=64)),
                ("order_id", KeyField(max_length=64)),
                ("state", KeyField(max_length=64)),
                ("sent_at", KeyField(max_length=64)),
                ("request", models.TextField(verbose_name="request")),
                ("result", models.TextField(null=True, verbose_name="result")),
                ("token", KeyField(max_length=64, null=True)),
                ("unsent", KeyField(max_length=64, null=True)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "app_id",
                        "kind",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
            options={
                "verbose_name": "refund or receipt",
                "verbose_name_plural": "refunds and receipts",
                "db_table": "zhixiao_journal",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    NamedIndex(
                        fields=["app_id", "sent_at", "kind", "number"],
                        name="ix_zhixiao_journal__app_id__sent_at__kind__number",
                    ),
                    NamedIndex(
                        fields=["app_id", "state", "sent_at", "kind", "number"],
                        name="ix_zhixiao_journal__app_id__state__sent_at__kind__number",
                    ),
                    NamedIndex(
                        fields=["app_id", "order_id", "sent_at", "kind", "number"],
                        name="ix_zhixiao_journal__app_id__order_id__sent_at__kind__number",
                    ),
                ],
            },
        ),
    ]
