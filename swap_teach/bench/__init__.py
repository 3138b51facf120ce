"""What scoring costs, piece by piece and against the textbook's algorithm: `swap-teach bench`. Used in lesson A3.

Seconds depend on the machine and on its neighbours, so what is promised, and compared with an earlier run, are ratios
of times taken in turns within one run.
"""
