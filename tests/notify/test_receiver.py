"""A genuine notification in, its answers out (section 2.5; FACTS, section 4)."""

from __future__ import annotations

import json
from datetime import datetime

import attrs
import pytest

import zhixiao_async as z
from tests.support.notification_bodies import TAKEN
from zhixiao_async import (
    BEIJING,
    Credentials,
    InvalidRequest,
    NotificationReceiver,
    NotificationRefused,
    notify,
)
from zhixiao_async.protocol.envelope import open_reply


@pytest.fixture
def content(sample):
    """Return the document's notification as the gateway encrypts it."""
    return json.dumps(sample("payment_notification/notification.json")).encode()


@pytest.fixture
def old(credentials):
    """Return the same merchant's keys before they were replaced."""
    return attrs.evolve(credentials, app_secret="old secret", aes_key="old key!" * 4)


@pytest.fixture
def neighbour():
    """Return another merchant's credentials."""
    return Credentials(app_id="77", app_secret="his secret", aes_key="his key!" * 4)


def test_genuine_notification(credentials, vendor, content):
    """The document's example is read, with the id under which it was signed."""
    delivery = NotificationReceiver(credentials).open(vendor.form(content))
    assert delivery.notification == z.PaymentNotification(
        out_trade_no="2088612279536603",
        order_id="1464678934786097",
        time_end=datetime(2017, 7, 23, 16, tzinfo=BEIJING),
        user_no="2013141516",
        user_name="张三",
        uid="2088612279536603",
        pay_type=z.PayType.ALIPAY,
        app_id="2021070804024",
    )


def test_repeated_notification(credentials, vendor, content):
    """The gateway repeats itself for a week: each delivery opens alike."""
    receiver = NotificationReceiver(credentials)
    first, second = (receiver.open(vendor.form(content)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_body_of_any_byte_kind(credentials, vendor, content, kind):
    """Whatever bytes a framework hands over are taken."""
    delivery = NotificationReceiver(credentials).open(kind(vendor.form(content)))
    assert delivery.notification.order_id == "1464678934786097"


def test_answer_on_success(credentials, vendor, content):
    """The answer opens with the same keys: 0, and the word ``success``."""
    delivery = NotificationReceiver(credentials).open(vendor.form(content))
    reply = open_reply(credentials, delivery.success)
    assert (reply.ret_code, bytes(reply.content)) == (0, b"success")


def test_answer_on_success_is_a_number(credentials, vendor, content):
    """``ret_code`` is the number 0, for a gateway that reads nothing else."""
    delivery = NotificationReceiver(credentials).open(vendor.form(content))
    assert json.loads(delivery.success)["ret_code"] == 0


def test_answer_on_failure(credentials, vendor, content):
    """The other answer is a sealed -1 and the word ``failure``, so that the gateway comes again."""
    delivery = NotificationReceiver(credentials).open(vendor.form(content))
    reply = open_reply(credentials, delivery.failure)
    assert (reply.ret_code, bytes(reply.content)) == (-1, b"failure")


def test_plain_success(credentials, vendor, content):
    """Gateways of the oldest protocol get the bare text; a failure stays sealed."""
    delivery = NotificationReceiver(credentials, plain_success=True).open(vendor.form(content))
    assert delivery.success == b"success"
    assert open_reply(credentials, delivery.failure).ret_code == -1


def test_refusal_is_the_documented_constant():
    """The answer to every forgery is one constant, sealed with nothing."""
    assert z.REFUSAL == b'{"ret_code":-1,"ret_content":"","sign":""}'


def test_answers_are_not_shown(credentials, vendor, content):
    """A logged delivery shows the payment and not the answers, which acknowledge it."""
    shown = repr(NotificationReceiver(credentials).open(vendor.form(content)))
    assert "1464678934786097" in shown
    assert "ret_code" not in shown


@pytest.mark.parametrize("order", [1, -1], ids=["new first", "old first"])
def test_old_and_new_keys_side_by_side(credentials, old, make_vendor, content, order):
    """A delivery sealed with the old or the new keys opens, and is answered with its own."""
    receiver = NotificationReceiver(*[credentials, old][::order])
    delivery = receiver.open(make_vendor(old).form(content))
    assert delivery.notification.app_id == "2021070804024"
    assert bytes(open_reply(old, delivery.success).content) == b"success"


def test_several_merchants(credentials, neighbour, vendor, make_vendor, content):
    """Each merchant's notification opens with its own keys and bears its id."""
    receiver = NotificationReceiver(credentials, neighbour)
    ours = receiver.open(vendor.form(content))
    his = receiver.open(make_vendor(neighbour).form(content))
    assert (ours.notification.app_id, his.notification.app_id) == ("2021070804024", "77")
    answers = [open_reply(neighbour, answer).ret_code for answer in (his.success, his.failure)]
    assert answers == [0, -1]


def test_app_id_is_never_read_from_the_content(credentials, vendor, sample):
    """The merchant is known by the keys and not by the content."""
    given = sample("payment_notification/notification.json") | {"app_id": "77"}
    delivery = NotificationReceiver(credentials).open(vendor.form(json.dumps(given).encode()))
    assert delivery.notification.app_id == "2021070804024"


@pytest.mark.parametrize(
    ("changed", "name", "value"),
    [
        ({"order_id": 1464678934786097}, "order_id", "1464678934786097"),
        ({"pay_type": 2}, "pay_type", z.PayType.ALIPAY),
        ({"pay_type": "9"}, "pay_type", z.PayType("9")),
        ({"pay_type": None}, "pay_type", None),
        ({"user_no": ""}, "user_no", None),
        ({"time_end": "2017-07-233 16:00:00"}, "time_end", None),
        ({"amount": "19800"}, "out_trade_no", "2088612279536603"),
    ],
)
def test_notification_in_other_spellings(credentials, vendor, sample, changed, name, value):
    """A notification is read with the tolerance of any reply: it was signed."""
    given = sample("payment_notification/notification.json") | changed
    delivery = NotificationReceiver(credentials).open(vendor.form(json.dumps(given).encode()))
    assert getattr(delivery.notification, name) == value


@pytest.mark.parametrize("name", TAKEN)
def test_dressed_otherwise(credentials, name):
    """A delivery that says the same in another way is taken as the same payment's."""
    told = NotificationReceiver(credentials).open(TAKEN[name]).notification
    assert (told.order_id, told.out_trade_no) in (("01464678934786097", "20881"), ("02", "1"))


def test_time_in_other_spellings(credentials):
    """Fourteen digits are the same time; the text of an unreadable time is kept."""
    names = ("as documented", "fourteen digits", "fourteen digits as a number")
    told = [NotificationReceiver(credentials).open(TAKEN[name]).notification for name in names]
    assert {notification.time_end for notification in told} == {
        datetime(2017, 7, 23, 16, tzinfo=BEIJING)
    }
    told = NotificationReceiver(credentials).open(TAKEN["time that can't be read"]).notification
    assert told.unreadable == {"time_end": "2017-07-233 16:00:00"}


@pytest.mark.parametrize("given", [[], [None], ["secret"], [{"app_id": "1"}]], ids=str)
def test_receiver_needs_credentials(given):
    """A receiver without keys could only refuse; it isn't made."""
    with pytest.raises(InvalidRequest, match="credentials must be one Credentials or more"):
        NotificationReceiver(*given)


def test_receiver_takes_nothing_but_credentials(credentials):
    """One wrong object among credentials isn't ignored."""
    with pytest.raises(InvalidRequest, match="credentials must be one Credentials or more"):
        NotificationReceiver(credentials, None)


PAID = datetime(2017, 7, 23, 16, tzinfo=BEIJING).timestamp()
WEEK = 8 * 86400


@pytest.mark.parametrize(
    ("age", "max_age", "taken"),
    [
        (WEEK, WEEK, True),
        (WEEK + 1, WEEK, False),
        (WEEK + 1, WEEK + 1.0, True),
        (-WEEK, WEEK, True),
        (40 * WEEK, None, True),
    ],
)
def test_max_age(credentials, vendor, content, monkeypatch, age, max_age, taken):
    """A payment older than ``max_age`` is refused; without one, none is too old."""
    monkeypatch.setattr(notify.receiver, "time", lambda: PAID + age)
    receiver = NotificationReceiver(credentials, max_age=max_age)
    assert receiver.max_age == max_age
    if taken:
        assert receiver.open(vendor.form(content)).notification.time_end is not None
    else:
        with pytest.raises(NotificationRefused, match="longer ago than max_age"):
            receiver.open(vendor.form(content))


def test_unreadable_time_is_never_too_old(credentials, vendor, sample):
    """A time that can't be read costs no payment, whatever the ``max_age``."""
    given = sample("payment_notification/notification.json") | {"time_end": "2017-07-233"}
    receiver = NotificationReceiver(credentials, max_age=WEEK)
    assert receiver.open(vendor.form(json.dumps(given).encode())).notification.time_end is None


@pytest.mark.parametrize("max_age", [WEEK - 1, 0, -1, True, "9", float("nan")], ids=repr)
def test_max_age_that_makes_no_sense(credentials, max_age):
    """An age that the gateway's own repeats can have is refused when the receiver is made."""
    with pytest.raises(InvalidRequest, match=r"^max_age must be") as caught:
        NotificationReceiver(credentials, max_age=max_age)
    assert str(caught.value).endswith(f"got {max_age!r}")


@pytest.mark.parametrize("body", ["id=1&param=2&sign=3", None, {"id": "1"}], ids=repr)
def test_body_that_is_not_raw(credentials, body):
    """A body that a framework has parsed is a programmer's mistake, and no forgery."""
    told = f"body must be the raw bytes of the request, got {type(body)!r}"
    with pytest.raises(InvalidRequest) as caught:
        NotificationReceiver(credentials).open(body)
    assert str(caught.value) == told
