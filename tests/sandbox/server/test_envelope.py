"""Requests that don't open are refused, sealed if the caller can open the answer."""

from io import BytesIO

import aiohttp
import pytest

from zhixiao_async import BadSignature, Client, Credentials, ParameterRejected
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.request_form import open_form, parse_form
from zhixiao_async.protocol.writing import seal_request
from zhixiao_async.registry import ENDPOINTS

PATH = "/pay_api/order_query"
STRANGER = b'{"ret_code":-2,"ret_content":"","sign":""}'


async def post(gateway, body: bytes, *, path: str = PATH) -> bytes:
    headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(gateway.base_url + path, data=body, headers=headers) as response,
    ):
        assert response.status == 200
        return await response.read()


@pytest.mark.parametrize(
    "body", [b"", b"id=1", b"\xff", b"id=a&id=b&param=c&sign=d", b"id=unknown&param=a&sign=b"]
)
async def test_stranger_gets_a_constant(gateway, body):
    """A form without a known id gets a constant answer."""
    assert await post(gateway, body) == STRANGER
    assert gateway.requests[-1].ret_code is None


async def test_other_id_is_a_stranger(gateway):
    """A rightly sealed form with another id gets the same constant answer."""
    theirs = Credentials(app_id="1", app_secret="s", aes_key="k" * 32)
    assert await post(gateway, seal_request(theirs, b"{}")) == STRANGER


async def test_wrong_sign_is_refused_sealed(gateway):
    """A form with a wrong sign gets a sealed refusal."""
    body = seal_request(gateway.credentials, b'{"order_id":"1"}')
    reply = open_reply(gateway.credentials, await post(gateway, body[:-4] + b"0000"))
    assert (reply.ret_code, bytes(reply.content).decode()) == (-2, "参数校验失败：签名错误")


async def test_wrong_secret_shows_at_the_client(gateway):
    """A client with a wrong secret can't verify the refusal, and raises BadSignature."""
    ours = gateway.credentials
    wrong = Credentials(app_id=ours.app_id, app_secret="wrong", aes_key=str(ours.aes_key))
    async with Client(wrong, base_url=gateway.base_url) as client:
        with pytest.raises(BadSignature):
            await client.order_query(order_id="1")


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"not json", b"\xff", b'{"order_id":{}}'])
async def test_content_that_is_no_request(gateway, content):
    """A content that is no request is refused with -2 and the reason."""
    body = seal_request(gateway.credentials, content)
    reply = open_reply(gateway.credentials, await post(gateway, body))
    assert reply.ret_code == -2


async def test_wrong_key_shows_at_the_client(gateway):
    """A client with a wrong key is told to check it, without the undecrypted content."""
    ours = gateway.credentials
    wrong = Credentials(app_id=ours.app_id, app_secret=str(ours.app_secret), aes_key="k" * 32)
    async with Client(wrong, base_url=gateway.base_url) as client:
        with pytest.raises(ParameterRejected, match="check aes_key") as caught:
            await client.order_query(order_id="1")
    assert caught.value.gateway_message == ""


async def test_wrong_key_is_refused_sealed(gateway):
    """A form whose content doesn't open under a right sign gets a sealed refusal."""
    ours = gateway.credentials
    other_key = Credentials(app_id=ours.app_id, app_secret=str(ours.app_secret), aes_key="k" * 32)
    body = seal_request(other_key, b'{"order_id":"1"}')
    reply = open_reply(ours, await post(gateway, body))
    assert reply.ret_code == -2


async def test_refusal_is_a_bare_sentence(client):
    """A refusal is a bare encrypted sentence, and no JSON."""
    with pytest.raises(ParameterRejected) as caught:
        await client.raw(PATH, {"out_trade_no": "1" * 41})
    assert caught.value.gateway_message.startswith("参数校验失败：out_trade_no")


@pytest.mark.parametrize("path", ENDPOINTS)
async def test_every_documented_path_is_served(client, path):
    """An empty request to any documented path is refused for its missing fields."""
    with pytest.raises(ParameterRejected, match="参数校验失败"):
        await client.raw(path, {})


async def test_what_no_table_can_hold(client):
    """A page beyond 64 bits is refused like any malformed value."""
    window = {"begin_time": "2026-03-01 00:00:00", "end_time": "2026-03-02 00:00:00"}
    place = {"page_no": "9" * 15, "page_size": "9" * 15}
    with pytest.raises(ParameterRejected, match="参数校验失败：数值或字符超出范围"):
        await client.raw("/pay_api/order_list_item_all", window | place)


async def test_undocumented_path_is_404(gateway):
    """An undocumented path is a 404 without a reply."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(gateway.base_url + "/pay_api/new") as response,
    ):
        assert response.status == 404


async def test_log_shows_requests_in_clear(gateway, client, create):
    """The log has a request and its answer in clear."""
    await create()
    entry = gateway.requests[-1]
    assert entry.path == "/pay_api/order_create"
    assert '"out_trade_no":"20881"' in entry.params
    assert entry.ret_code == 0
    assert '"order_id"' in entry.content


async def test_log_keeps_long_requests_whole(gateway, client):
    """The log keeps a long form whole, so that its sign can be checked."""
    with pytest.raises(ParameterRejected):
        await client.raw(PATH, {"out_trade_no": {}, "more": "2" * 20_000})
    entry = gateway.requests[-1]
    form = parse_form(entry.form.encode())
    assert open_form(gateway.credentials, form).decode() == entry.params
    assert len(entry.params) > 20_000


async def test_request_too_long_for_http_is_logged(gateway):
    """A request too long for HTTP is logged as refused unread."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(gateway.base_url + PATH, data=BytesIO(b"x" * (2**20 + 1))) as response,
    ):
        assert response.status == 413
        said = await response.text()
    (entry,) = gateway.requests
    assert (entry.path, entry.form, entry.ret_code) == (PATH, "", None)
    assert (entry.content, entry.params, entry.faults) == (f"HTTP 413: {said}", "", ())


async def test_log_is_bounded(gateway, client):
    """The log keeps the last thousand requests."""
    for _ in range(3):
        await client.user_card(user_no="2013141516")
    gateway._database.run("UPDATE requests SET seq = seq + 998 WHERE seq = 3")
    await client.user_card(user_no="2013141516")
    assert [request.seq for request in gateway.requests] == [1001, 1002]
