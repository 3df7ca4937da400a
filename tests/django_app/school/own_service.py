"""A service of the school's own making, without the setting."""

from django.db import transaction
from django.urls import path

from zhixiao_sync import Credentials
from zhixiao_sync.django.store import DjangoStore
from zhixiao_sync.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_sync.notify.django import notification_view

from .books import credit

inbox = Inbox(DjangoStore(using="default", wait=5.0))
service = NotificationService(NotificationReceiver(Credentials.from_env()), inbox, credit)
view = transaction.non_atomic_requests(notification_view(service))
urlpatterns = [path("notify", view)]
