"""Comparison of an export with one's own books: ``reconcile(export, Books.csv(…), begin, end)``.

Both sides are compared by the gateway's number of the order, the kind (trade or refund) and the
amount without its sign; by merchant where the books name merchants. The listing holds neither the
merchant's own number of an order nor fees: the books have to hold ``order_id``.

Every row of either side ends in one place: it matches, or it is part of one difference. Rows find
their partners in this order, each row once, the earliest first:

1. Equal order, kind, amount and day: both **match**, if the channels are equal or one is unknown;
   else it is ``CHANNEL_DIFFERS``. A row of the books without a day may have any; one of the inbox
   without a confirmed amount may have any amount.
2. Equal order, kind and amount, at most ``days_apart`` days apart, the nearest first:
   ``OTHER_DAY``. Rows of the pool take part in this step only, and aren't told of again.
3. Equal order and amount, a trade here and a refund there: ``KIND_DIFFERS``.
4. Equal order and kind: ``AMOUNT_DIFFERS``. In steps 3 and 4 the days may be as far apart as in
   step 2.

A row that is left without a partner is the first of these:

- ``UNMATCHABLE``: It has no number of the gateway's.
- ``REFUNDED_TWICE``: A refund at the gateway that equals another one of its order in the range,
  which has a partner in the books.
- ``OVER_REFUNDED``: A refund at the gateway by which the refunds of its order exceed what was paid
  for it, as far as the range's days tell: its trade has to be among them. The earliest refunds
  count first. A refund *with* a partner that exceeds it is ``OVER_REFUNDED`` too, whatever the pair
  were else, since the money has gone even if both sides say so.
- ``PAID_TWICE``: A trade at the gateway whose order has another trade in the range. The first of an
  order's trades of which none has a partner is missing in the books. Two trades that both have
  partners match.
- ``PENDING``: Its day is still open by its receipt, or isn't exported whole: this isn't final.
- ``DUPLICATE_IN_BOOKS``: A row of the books that equals another one, which has a partner.
- ``MISSING_IN_BOOKS`` and ``MISSING_AT_GATEWAY``: All others.

If the books hold one kind only, the gateway's rows of the other kind aren't compared.

Needs ``zhixiao[finance]``; books in a database need ``zhixiao[sql]`` as well.
"""
