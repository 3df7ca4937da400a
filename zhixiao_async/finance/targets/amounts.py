"""Amounts in yuan and with a sign, so that a column adds up to what was received."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from ...endpoints.codes import OperateType
from .kernels import Column, kernels

_FEN_TYPE = pa.decimal128(19, 0)
_YUAN = pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))


def in_yuan(fen: Column) -> Column:
    """Return amounts in fen as decimals in yuan, exactly."""
    yuan: Column = kernels.multiply(fen.cast(_FEN_TYPE), _YUAN)
    return yuan


def net_in_fen(table: pa.Table) -> Column:
    """Return what each row adds to the money received, as whole decimals in fen.

    A trade counts as it stands, a refund below zero however the gateway signs it, and a row that
    is neither is null.

    Args:
        table: Any with the columns ``operate_type`` and ``fee``, in fen.
    """
    kind = table.column("operate_type").cast(pa.string())
    amount = table.column("fee").cast(_FEN_TYPE)
    is_refund = kernels.equal(kind, OperateType.REFUND.value)
    is_trade = kernels.equal(kind, OperateType.TRADE.value)
    signed = kernels.if_else(is_refund, kernels.negate(kernels.abs(amount)), amount)
    net: Column = kernels.if_else(kernels.or_(is_refund, is_trade), signed, None)
    return net
