"""A school's own table."""

from django.db import models


class Bill(models.Model):
    """A bill, and how often it was credited."""

    out_trade_no = models.CharField(max_length=64, primary_key=True)
    credits = models.IntegerField(default=0)

    class Meta:
        """Where it is."""

        app_label = "school"
        db_table = "bills"
