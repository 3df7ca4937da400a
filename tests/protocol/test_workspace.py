"""Buffers that are used again: half a megabyte of fresh memory costs more than its decryption."""

from __future__ import annotations

import base64

import pytest

from zhixiao_async import Undecryptable
from zhixiao_async.protocol import cipher
from zhixiao_async.protocol.cipher import Workspace, decrypt, encrypt, looks_encrypted

MOST_KEPT = cipher._MOST_KEPT
rooms = pytest.mark.parametrize("room", [Workspace.text, Workspace.plain], ids=["text", "plain"])


@rooms
@pytest.mark.parametrize(
    ("first", "second"),
    [(100, 50), (100, 100), (100, 125), (3, 3), (MOST_KEPT, MOST_KEPT), (100, MOST_KEPT + 1)],
)
def test_as_much_room_as_was_asked_for(room, first, second):
    """A buffer has as much room as was asked for, whatever came before."""
    workspace = Workspace()
    assert len(room(workspace, first)) >= first
    assert len(room(workspace, second)) >= second


@rooms
@pytest.mark.parametrize(
    ("first", "second"), [(100, 50), (100, 100), (100, 125), (3, 3), (MOST_KEPT, MOST_KEPT)]
)
def test_room_is_used_again(room, first, second):
    """A buffer serves a reply of the same size, a smaller one, and one a quarter larger."""
    workspace = Workspace()
    assert room(workspace, first).obj is room(workspace, second).obj


@rooms
def test_room_grows(room):
    """A buffer that was grown for a larger reply serves the next one."""
    workspace = Workspace()
    room(workspace, 100)
    assert room(workspace, 1000).obj is room(workspace, 1000).obj


@rooms
def test_room_to_spare(room):
    """A buffer has a quarter more than was asked for, and no more than that."""
    assert len(room(Workspace(), 100)) == 125


@rooms
def test_unusually_large_room_is_not_kept(room):
    """One huge reply doesn't cost its memory for as long as the client lives."""
    workspace = Workspace()
    usual = room(workspace, 100)
    assert len(room(workspace, MOST_KEPT + 1)) == MOST_KEPT + 1
    assert room(workspace, 100).obj is usual.obj


@rooms
def test_view_in_use_survives_growth(room):
    """A buffer is replaced, never resized: a view of the old one may be alive."""
    workspace = Workspace()
    view = room(workspace, 3)
    view[:3] = b"fee"
    room(workspace, 1000)
    assert bytes(view[:3]) == b"fee"


def test_content_larger_than_what_is_kept(credentials):
    """Content that is larger than a kept buffer opens like any other."""
    plaintext = b"[" + b"1," * (MOST_KEPT // 2 + 99) + b"1]"
    text = memoryview(encrypt(credentials, plaintext).encode())
    assert decrypt(credentials, text, Workspace()) == plaintext


@pytest.mark.parametrize("size", [0, 15, 16, 1000, 100_000])
def test_room_for_what_is_decrypted(monkeypatch, credentials, size):
    """The buffer for decrypted content has three quarters of the base64's size, and some blocks."""
    asked = []
    monkeypatch.setattr(
        Workspace, "plain", lambda _, size: asked.append(size) or memoryview(bytearray(size))
    )
    text = memoryview(encrypt(credentials, b"0" * size).encode())
    assert decrypt(credentials, text, Workspace()) == b"0" * size
    assert 0 <= asked[0] - len(text) * 3 // 4 <= 3 * 16


def test_two_contents_in_a_row(credentials):
    """Padding ends a base64 text: nothing is read behind it, not even where a piece ends."""
    sealed = base64.b64decode(encrypt(credentials, b"0" * 100_000))
    cut = cipher._PIECE // 4 * 3 - 2
    assert cut % 3 == 1  # so two = fill the first piece
    text = base64.b64encode(sealed[:cut]) + base64.b64encode(sealed[cut:])
    with pytest.raises(Undecryptable):
        decrypt(credentials, memoryview(text), Workspace())


@pytest.mark.parametrize("more", [1, 15])
def test_content_that_ends_within_a_block(credentials, more):
    """Bytes behind a right padding aren't ignored."""
    sealed = base64.b64decode(encrypt(credentials, b"0" * 20))
    with pytest.raises(Undecryptable):
        decrypt(credentials, memoryview(base64.b64encode(sealed + b"0" * more)), Workspace())


@pytest.mark.parametrize(
    ("text", "looks"),
    [("", False), ("AAAA", False), ("订单不存在", False), ("A" * 64, True), ("A" * 63 + "!", False),
     ("A" * 64 + "!", False), ("A" * 32 + "\r\n" + "A" * 32, True), ("A" * 88, False)],
)  # fmt: skip
def test_what_looks_encrypted(text, looks):
    """Base64 of whole blocks looks encrypted, with white space or without; a sentence doesn't."""
    assert looks_encrypted(memoryview(text.encode())) is looks


@pytest.mark.parametrize("put", ["\u00a0", "!", "-", "=", "\0"], ids=repr)
@pytest.mark.parametrize("place", [0, 4, 8, 64])
def test_only_base64_is_decrypted(credentials, put, place):
    """Only white space of ASCII is skipped; any other character is refused."""
    text = encrypt(credentials, b'{"status":"2","order_id":"0157171166333791571"}')
    spoilt = memoryview(f"{text[:place]}{put}{text[place:]}".encode())
    with pytest.raises(Undecryptable):
        decrypt(credentials, spoilt, Workspace())
