"""Every order of a range once: windows, pages fetched ahead, and checks that nothing moved.

The way of a page: :mod:`.pages` takes the windows of a plan (:mod:`.windows`) one by one,
:mod:`.window_reader` reads one whole with the pages that :mod:`.prefetch` has coming, and
:mod:`.consistency` counts each page in and has :mod:`.dedup` say which of its rows are new.
A page itself is ``Client._fetch_page``: a call like any other.
"""
