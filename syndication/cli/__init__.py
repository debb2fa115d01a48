"""The command line: argv in, one call of a flow, an exit code and a few lines of text out.

One module a command; app.py names them all. Nothing is decided here that a server would decide too, and no library
that is slow to load is imported before a command runs, so that ``--help`` answers at once.
"""
