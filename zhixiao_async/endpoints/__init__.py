"""One file per documented section; importing this package registers them all."""

from .codes import (
    Channel,
    IdentityType,
    ListedPayType,
    Mask,
    OperateType,
    OrderStatus,
    PayerType,
    PayType,
    PiaojuStatus,
    Sex,
)
from .mini_program import MiniProgramParams
from .order_cancel import OrderCancel, OrderCancelResult
from .order_create import GoodsDetail, OrderCreate, OrderCreateResult
from .order_list import ListedOrder, OrderList, OrderListResult
from .order_query import OrderQuery, OrderQueryResult
from .order_query_form import FormOrder, OrderQueryForm
from .order_refund import OrderRefund, OrderRefundResult
from .payment_notification import PaymentNotification
from .piaoju_create import Piaoju, PiaojuCreate, PiaojuCreateResult
from .piaoju_query import PiaojuQuery, PiaojuQueryResult
from .user_card import UserCard, UserCardResult
from .user_identity import UserIdentity, UserIdentityResult

__all__ = [
    "Channel",
    "FormOrder",
    "GoodsDetail",
    "IdentityType",
    "ListedOrder",
    "ListedPayType",
    "Mask",
    "MiniProgramParams",
    "OperateType",
    "OrderCancel",
    "OrderCancelResult",
    "OrderCreate",
    "OrderCreateResult",
    "OrderList",
    "OrderListResult",
    "OrderQuery",
    "OrderQueryForm",
    "OrderQueryResult",
    "OrderRefund",
    "OrderRefundResult",
    "OrderStatus",
    "PayType",
    "PayerType",
    "PaymentNotification",
    "Piaoju",
    "PiaojuCreate",
    "PiaojuCreateResult",
    "PiaojuQuery",
    "PiaojuQueryResult",
    "PiaojuStatus",
    "Sex",
    "UserCard",
    "UserCardResult",
    "UserIdentity",
    "UserIdentityResult",
]
