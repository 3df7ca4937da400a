"""Order by the Django example, wait until somebody has paid, and print the order's status."""

from __future__ import annotations

import sys

sys.path.insert(0, sys.argv[1])

from service_django import make_app, zhixiao

if __name__ == "__main__":
    make_app()
    from django.test import Client as Browser

    browser = Browser(headers={"host": "127.0.0.1"})
    with zhixiao() as client:
        print(browser.post("/orders/20881?user_no=1").json()["url"], flush=True)
        client.wait_paid("20881", timeout=20)
        print(browser.get("/orders/20881").json()["status"])
