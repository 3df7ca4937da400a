"""The reason of an attempt that failed, as a phrase for its error."""

from __future__ import annotations

import errno

import aiohttp

from ..messages.text import Text
from .failures import FailureStage


def reason(error: Exception, stage: FailureStage, peer: str) -> Text:
    """Return a phrase that repeats nothing of the request, nor of a proxy's address.

    Args:
        error: What ended the attempt.
        stage: UNSENT or UNANSWERED.
        peer: The gateway's base URL, or "the proxy".
    """
    if isinstance(error, TimeoutError):
        unsent = stage is FailureStage.UNSENT
        return Text("reason.connect_timeout", peer=peer) if unsent else Text("reason.reply_timeout")
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return Text("reason.no_descriptor", peer=peer)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Text("reason.name_not_resolved", peer=peer)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return Text("reason.invalid_certificate")
    if isinstance(error, aiohttp.ClientSSLError):
        return Text("reason.tls_failed")
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return Text("reason.proxy_refused", status=error.status)
    if stage is FailureStage.UNSENT:
        return Text("reason.no_connection", peer=peer)
    if isinstance(error, aiohttp.ClientPayloadError):
        return Text("reason.reply_cut_off")
    if isinstance(error, aiohttp.ClientResponseError | ValueError):
        return Text("reason.no_valid_http")
    return Text("reason.connection_lost")
