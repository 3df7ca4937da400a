"""The school's own pages."""

from django.shortcuts import redirect
from django.urls import reverse

from zhixiao_sync.django.service import client


def pay(request, number):
    """Send a payer to the cashier; keep order.order_id beside your own number."""
    order = client().order_create(
        body="学费",
        out_trade_no=number,
        total_fee=19800,  # fen
        user_no="2013141516",
        notify_url=request.build_absolute_uri(reverse("zhixiao:notification")),
    )
    return redirect(order.url)
