"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks

from .wording import lazy


class ZhixiaoConfig(AppConfig):
    """``INSTALLED_APPS = ["zhixiao_sync.django"]``; its label is ``zhixiao``."""

    name = "zhixiao_sync.django"
    label = "zhixiao"
    verbose_name = lazy("app")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of the setting."""
        from .checks import check_settings  # the setting may name code that needs the models

        checks.register(check_settings, self.label)
