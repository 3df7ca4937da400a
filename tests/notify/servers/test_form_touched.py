"""A mistake that would turn every payment away is loud."""

from __future__ import annotations

import pytest
from flask import Flask, request

from zhixiao_sync.notify import Inbox, NotificationReceiver, NotificationService
from zhixiao_sync.notify.flask import notification_view


def test_flask_form_read_before_the_view(gateway, letter, tmp_path):
    """Flask keeps no raw body once its form was parsed: an error, and no refusal."""
    receiver = NotificationReceiver(gateway.credentials)
    service = NotificationService(receiver, Inbox(tmp_path / "books.db"), print)
    app = Flask(__name__, static_folder=None)
    app.testing = True
    app.add_url_rule("/notify", view_func=notification_view(service), methods=["POST"])

    @app.before_request
    def look() -> None:
        assert request.form["param"]

    kind = "application/x-www-form-urlencoded"
    with app.test_client() as client, pytest.raises(RuntimeError, match="raw body is gone"):
        client.post("/notify", data=letter.body, content_type=kind)
