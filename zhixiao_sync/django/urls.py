"""``path("zhixiao/", include("zhixiao_sync.django.urls"))``: the view is ``zhixiao:notification``.

With the slash and without it: a redirect would lose the body.
"""

from __future__ import annotations

from django.urls import path

from .views import notification

app_name = "zhixiao"
urlpatterns = [path("notify", notification), path("notify/", notification, name="notification")]
