"""The settings and entry points that ``django-admin startproject`` writes."""

import os

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

LOOKS_FIRST = "nosy.django_middleware"

if not settings.configured:  # runserver imports what it was started from
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        MIDDLEWARE=[
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            *([LOOKS_FIRST] if "NOSY" in os.environ else []),
        ],
        ROOT_URLCONF=os.environ["URLCONF"],
        SECRET_KEY="of the site",
        WSGI_APPLICATION="django_site.wsgi",
    )
    django.setup()
asgi, wsgi = get_asgi_application(), get_wsgi_application()

if __name__ == "__main__":
    import sys

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
