"""The school's own tests."""

from django.test import TestCase

from zhixiao_sync.django.service import inbox
from zhixiao_sync.notify import Payment, Source

from .books import credit
from .models import Bill


class CreditTest(TestCase):
    """The handler, in the transaction that it has in the service."""

    def test_each_payment_is_credited_once(self):
        """A second delivery changes nothing."""
        Bill.objects.create(out_trade_no="7")
        payment = Payment(app_id="1", order_id="17", out_trade_no="7", source=Source.NOTIFICATION)
        for _ in range(2):
            inbox().handle(payment, credit)
        assert Bill.objects.get(out_trade_no="7").credits == 1
