"""Receiving payment notifications (section 2.5)."""

from .receiver import MAX_BODY, REFUSAL, Delivery, NotificationReceiver

__all__ = ["MAX_BODY", "REFUSAL", "Delivery", "NotificationReceiver"]
