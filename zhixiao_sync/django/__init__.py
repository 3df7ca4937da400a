"""The Django app (the extra ``zhixiao[django]``): ``INSTALLED_APPS = ["zhixiao_sync.django"]``.

Its parts are modules of their own: ``store`` (the inbox on Django's own connections), ``service``
(the inbox, clients and journal by the setting ``ZHIXIAO``), ``urls``, ``views`` and ``models``.
"""
