"""Notifications with Django's sync views; the same name serves async ones in zhixiao_async."""

from zhixiao_async.notify.django import notification_view

__all__ = ["notification_view"]
