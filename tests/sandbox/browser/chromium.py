"""Debian's Chromium, headless, as a phone or as a developer's window."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}

REBOUND = "rebound.example"
"""A name that somebody else owns and has let lead to this machine."""

# A container's root can't have Chromium's sandbox; the rest keeps it from talking to anyone.
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def launch(playwright: Playwright) -> Browser:
    """Start the browser.

    Raises:
        RuntimeError: It isn't installed.
    """
    if not CHROMIUM.exists():
        raise RuntimeError(
            f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk (as .ci/run does)"
        )
    return playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES)


def phone(browser: Browser) -> Page:
    """Return an empty page on a phone with a sharp screen."""
    return browser.new_page(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN"
    )


def desktop(browser: Browser) -> Page:
    """Return an empty page in a window on a desk."""
    return browser.new_page(viewport=DESKTOP, locale="zh-CN")
