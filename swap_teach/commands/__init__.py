"""The verbs of `swap-teach`, one module each; `cli.py` finds them. The course's own are in `course/`."""
