"""Ten mixes of network and gateway faults."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import attrs

from zhixiao_async.sandbox import Dialect, Faults

from .proxy import Plan, Toxics
from .toxics import (
    Bandwidth,
    HalfClose,
    Latency,
    LimitData,
    ResetAt,
    Slicer,
    SlowClose,
    Stall,
    Timeout,
)

CLEAN = Toxics()
REQUEST, REPLY = 1400, 1000
"""Bytes, a little more than a call has in each direction."""
HANDSHAKE = 2500
"""Bytes that TLS adds, roughly."""


@attrs.frozen(kw_only=True)
class Mix:
    """Faults of a run.

    Attributes:
        plan: Chooses the toxics of each connection.
        faults: Injects faults into the gateway.
        tls: Whether clients speak https.
        doors: Whether the proxy refuses connections at times.
        impatience: Share of the calls that are cancelled, from 0 to 1.
    """

    plan: Plan = lambda chance: CLEAN
    faults: Callable[[Faults], None] = lambda faults: None
    tls: bool = False
    doors: bool = False
    impatience: float = 0.0


def slow(chance: Random) -> Toxics:
    """Delay everything, but lose nothing."""
    up = [Latency(0.002, 0.002), Slicer(400, 300, gap=0.0005), SlowClose(0.01)]
    down = [Latency(0.002, 0.004), Bandwidth(chance.randint(20_000, 400_000))]
    return Toxics(up=up, down=down)


def reset_up(chance: Random) -> Toxics:
    """Reset the connection within the request, or right at the start."""
    if chance.random() < 0.5:
        return CLEAN
    return Toxics(up=[ResetAt(chance.choice([0, chance.randint(1, REQUEST)]))])


def reset_down(chance: Random) -> Toxics:
    """Reset the connection within the reply."""
    if chance.random() < 0.5:
        return CLEAN
    return Toxics(down=[ResetAt(chance.randint(1, REPLY))])


def cut_short(chance: Random) -> Toxics:
    """Close the connection in order, but too early."""
    if chance.random() < 0.5:
        return CLEAN
    up, down = chance.randint(0, REQUEST), chance.randint(0, REPLY)
    return chance.choice([Toxics(up=[LimitData(up)]), Toxics(down=[LimitData(down)])])


def silence(chance: Random) -> Toxics:
    """Keep the connection open, and let nothing through."""
    if chance.random() < 0.92:
        return CLEAN
    return chance.choice(
        [
            Toxics(up=[Stall(chance.randint(0, REQUEST))]),
            Toxics(down=[Stall(chance.randint(0, REPLY))]),
            Toxics(up=[Timeout(0.05)]),
            Toxics(down=[Timeout()]),
            Toxics(down=[Latency(chance.uniform(1, 2))]),
        ]
    )


def half_closed(chance: Random) -> Toxics:
    """End one direction early while the other goes on."""
    if chance.random() < 0.5:
        return CLEAN
    up, down = chance.randint(0, REQUEST), chance.randint(0, REPLY)
    return chance.choice([Toxics(up=[HalfClose(up)]), Toxics(down=[HalfClose(down)])])


def lag(chance: Random) -> Toxics:
    """Delay enough that a call can be cancelled at any point."""
    return Toxics(up=[Latency(0.004, 0.004)], down=[Latency(0.004, 0.004)])


def everything(chance: Random) -> Toxics:
    """Do any of it at any byte, the TLS handshake included."""
    if chance.random() < 0.5:
        return CLEAN
    at = chance.randint(0, HANDSHAKE + REQUEST)
    if chance.random() < 0.05:
        return Toxics(up=[Stall(at)])
    up, down = chance.choice([ResetAt, LimitData, HalfClose]), chance.choice([ResetAt, LimitData])
    return chance.choice(
        [Toxics(up=[up(at)]), Toxics(down=[down(at)]), Toxics(up=[Slicer(50, 40)]), slow(chance)]
    )


def bad_gateway(faults: Faults) -> None:
    """Inject what a gateway in trouble replies, and dialects."""
    faults.http_error(503, probability=0.05)
    faults.http_error(502, after_work=True, probability=0.05)
    faults.reset_before(probability=0.05)
    faults.reset_after(probability=0.05)
    faults.truncate(probability=0.05)
    faults.wrong_sign(probability=0.05)
    faults.other_order(probability=0.1)
    odd = Dialect(ret_code_as_string=True, upper_case_sign=True, nulls=True, byte_order_mark=True)
    faults.speak(odd, probability=0.3)
    faults.speak(Dialect(plain_text_errors=True, numbers="as_numbers"), probability=0.3)


def some_of_it(faults: Faults) -> None:
    """Inject a few faults of the gateway's replies."""
    faults.http_error(502, after_work=True, probability=0.03)
    faults.reset_after(probability=0.03)
    faults.other_order(probability=0.03)


MIXES = {
    "slow lines": Mix(plan=slow),
    "reset going up": Mix(plan=reset_up),
    "reset coming down": Mix(plan=reset_down),
    "cut short": Mix(plan=cut_short),
    "silence": Mix(plan=silence),
    "half-closed": Mix(plan=half_closed),
    "shut doors": Mix(plan=reset_up, doors=True),
    "bad gateway": Mix(faults=bad_gateway),
    "impatient callers": Mix(plan=lag, impatience=0.5),
    "all at once over TLS": Mix(
        plan=everything, faults=some_of_it, tls=True, doors=True, impatience=0.1
    ),
}
