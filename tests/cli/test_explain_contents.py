"""Which endpoint some content looks like, and which of its rules it breaks."""

import json

import pytest

from tests.support.places import SAMPLES

from .conftest import ORDER, form, reply, seal


def sealed(value: object) -> str:
    return form(seal(json.dumps(value).encode()))


@pytest.mark.parametrize(
    "path",
    sorted(SAMPLES.glob("*/request*.json")),
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_documents_requests(explain, path):
    """Each is recognised; where several endpoints fit, all are named."""
    value = json.loads(path.read_text("utf-8"))
    done = explain(sealed(value.get("params", value)))
    assert path.parent.name in done.out


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*/result*.json")), ids=lambda path: path.parent.name
)
def test_documents_results(explain, path):
    """The document's results are well as it prints them, its own mistakes included."""
    done = explain(reply(seal(path.read_bytes())))
    assert (done.code, path.parent.name in done.out) == (0, True)


def test_documents_notification(explain):
    """A notification is known by the fields that only the gateway sends."""
    path = SAMPLES / "payment_notification" / "notification.json"
    done = explain(form(seal(path.read_bytes())))
    assert done.code == 0
    assert "it looks like payment notification (section 2.5)" in done.out


def test_several_endpoints(explain):
    """Of several endpoints the closest one comes first."""
    done = explain(sealed({"out_trade_no": "20881"}))
    assert (
        "it looks like order_cancel (section 2.3)\n     it fits these too: order_query" in done.out
    )


def test_path_decides(explain):
    """A content is judged as the path's endpoint, whatever else it looks like."""
    done = explain(sealed({"out_trade_no": "20881"}), "--path", "/pay_api/order_create")
    assert "it looks like order_create" in done.out
    assert len(done.wrongs) == 4


@pytest.mark.parametrize(
    ("names", "looks_like"),
    [
        (["page_no", "retrun_url"], "order_list"),
        (["page_no", "retrun_url", "user_nam", "out_item_di"], "order_create"),
    ],
)
def test_misspelt_name_counts_half(explain, names, looks_like):
    """A right name says more of the endpoint than a misspelt one, and less than three of them."""
    assert f"it looks like {looks_like} " in explain(sealed(dict.fromkeys(names, "1"))).out


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"total_fee": "198.00"}, ["total_fee must be an integer, got 198.00"]),
        ({"total_fee": 0}, ["total_fee must be a whole number of fen, at least 1"]),
        ({"body": "学" * 43}, ["body must be at most 128 bytes in UTF-8 (this is 129)"]),
        ({"openid": "o"}, ["pay_type must be given with openid"]),
        ({"notify_url": None}, ["notify_url is missing or empty"]),
        (
            {"total_fee": "1.5", "body": "学" * 43, "out_item_id": "i"},
            ["total_fee must be an integer", "body must be at most", "out_item_name must be given"],
        ),
        *(
            (change | {"total_fee": 0}, [rule, "total_fee must be a whole number of fen"])
            for change, rule in (
                ({"piaoju": "x"}, "piaoju must be an object"),
                ({"piaoju": {}}, "piaoju.payer_type is missing"),
                ({"goods_detail": [{"goods_id": "1"}]}, "goods_detail[0].goods_name is missing"),
            )
        ),
    ],
    ids=["yuan", "zero", "bytes", "needs", "missing", "three", "nested", "in nested", "row"],
)
def test_broken_rules(explain, change, rules):
    """Every broken rule is told, not only the first one."""
    done = explain(sealed(ORDER | change))
    assert len(done.wrongs) == len(rules)
    for line, rule in zip(done.wrongs, rules, strict=True):
        assert line.startswith(f"breaks a rule: {rule}")


def test_empty_window(explain):
    """A rule about two fields ends the list, since neither is wrong by itself."""
    times = {"begin_time": "2026-03-02 00:00:00", "end_time": "2026-03-01 00:00:00"}
    done = explain(sealed(times))
    assert len(done.wrongs) == 1
    assert done.wrongs[0].startswith("breaks a rule: end_time must be after begin_time")


def test_misspelt_field(explain):
    """A misspelt field is told with what it may mean; one that resembles none is noted."""
    done = explain(sealed(ORDER | {"retrun_url": "https://example.edu/", "zzz": 1}))
    assert done.wrongs == ["retrun_url isn't in the document: is return_url meant?"]
    assert "[--] zzz isn't in the document" in done.out


def test_field_of_a_result_that_only_the_library_has(explain):
    """A field that only the library's class has isn't in the document."""
    content = {"order_id": "1", "out_trade_no": "2", "status": "1", "unreadable": "x"}
    done = explain(reply(seal(json.dumps(content).encode())))
    assert "[--] unreadable isn't in the document" in done.out


@pytest.mark.parametrize("value", [{"zzz": 1}, {}, [], [1], 7, None], ids=str)
def test_no_endpoint(explain, value):
    """JSON that could be anything is of no documented endpoint."""
    done = explain(sealed(value))
    assert done.wrongs == ["its fields are those of no documented endpoint"]


def test_unreadable_field_of_a_result(explain):
    """The report says that the library takes an unreadable field as missing."""
    content = {"order_id": "1", "out_trade_no": "2", "status": "1", "time_end": "2019-112-03"}
    done = explain(reply(seal(json.dumps(content).encode())))
    assert done.code == 0
    assert "time_end can't be read and is taken as missing: 2019-112-03" in done.out


@pytest.mark.parametrize(
    "content",
    [b"hello", *(b"[" * depth + b"]" * depth for depth in (300, 600, 900, 100_000))],
    ids=["sentence", "300-deep", "600-deep", "900-deep", "endless"],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_content_that_is_no_request(explain, content, language):
    """One sentence says what is wrong, no traceback; how deep is too deep depends on the Python."""
    done = explain(form(seal(content)), "--lang", language)
    assert len(done.wrongs) == 1
    assert done.wrongs[0] in (
        *("the content is a sentence, not JSON", "内容是一句话，不是 JSON"),
        *("the content is nested too deeply", "内容嵌套过深"),
        "the content begins like JSON, but can't be read as such",
        "内容以 JSON 开头，但无法解析",
        *("its fields are those of no documented endpoint", "字段与文档中的任何接口都不相符"),
    )


def test_long_content(explain):
    """A long content is cut off in print."""
    done = explain(sealed(ORDER | {"body": "x" * 30_000}))
    assert "\n     …\n" in done.out
    assert len(done.out) < 25_000


NOTIFIED = json.loads((SAMPLES / "payment_notification" / "notification.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "by", "otherwise"),
    [("order_id", "out_trade_no", False), ("out_trade_no", "order_id", True)],
)
def test_number_of_an_order_without_its_zeros(explain, name, by, otherwise):
    """A genuine notification with a JSON number for an order isn't well: it is no key."""
    told = sealed(NOTIFIED | {name: 1464678934786097})
    done = explain(told)
    (said,) = done.wrongs
    assert done.code == 1
    assert said.startswith(f"{name} came as a JSON number")
    assert f"asked for by its {by} where the service has a client (confirm=)" in said
    assert ("no_leading_zeros=True" in said) is otherwise
    (said,) = explain(told, "--lang", "zh").wrongs
    assert said.endswith("否则不入账（接收器设有 no_leading_zeros=True 时除外）") is otherwise


@pytest.mark.parametrize("name", ["order_id", "uid", "out_trade_no"])
def test_number_of_an_order_without_its_digits(explain, name):
    """A number with an exponent stands for many orders: it breaks a rule."""
    content = json.dumps(NOTIFIED | {name: "@"}).replace('"@"', "1.5717116633379E+17")
    done = explain(form(seal(content.encode())))
    rule = f"{name} must be text or an integer, got 1.5717116633379E+17"
    assert done.wrongs == [f"breaks a rule: {rule}"]


def test_row_of_a_number_without_its_zeros(explain):
    """Lost zeros are told once for all rows of a listing."""
    page = json.loads((SAMPLES / "order_list" / "result.json").read_text("utf-8"))
    page["data"] = [row | {"order_id": 1} for row in page["data"]] * 2
    done = explain(reply(seal(json.dumps(page).encode())))
    assert (done.code, len(done.wrongs)) == (1, 1)
