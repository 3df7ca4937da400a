"""What ``zhixiao explain`` finds out, one idea a file. Pure: text in, steps out."""
