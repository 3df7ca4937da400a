"""The findings of ``zhixiao explain``, one idea a file. Pure: text in, steps out."""
