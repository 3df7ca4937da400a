"""Whole days from the gateway to a target, each verified, and each done once.

:mod:`.days` names the days of a range, :mod:`.day_reader` reads one from the gateway, and
:mod:`.export_day` decides whether it has to be read, and writes it. :mod:`.run` does so for every
day of every merchant.
"""
