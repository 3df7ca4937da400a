"""The school's own code, as the setting names it."""

from django.db.models import F

from .models import Bill


def credit(payment, connection):
    """Credit a bill: committed together with the inbox's row, or not at all."""
    bill = Bill.objects.filter(out_trade_no=payment.out_trade_no)
    if not bill.update(credits=F("credits") + 1):
        raise LookupError("no such bill")


def unpaid(app_id):
    """Return the numbers of the orders that aren't paid by our own books."""
    return Bill.objects.filter(credits=0).values_list("out_trade_no", flat=True)
