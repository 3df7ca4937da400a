"""The school's addresses."""

from django.contrib import admin
from django.urls import include, path

from zhixiao_sync.django.views import async_notification

from .views import pay

urlpatterns = [
    path("zhixiao/", include("zhixiao_sync.django.urls")),
    path("async", async_notification),
    path("pay/<number>", pay),
    path("admin/", admin.site.urls),
]
