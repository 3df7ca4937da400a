"""``zhixiao orders``: days exported, checked, added up and compared with one's own books."""
