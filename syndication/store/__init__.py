"""Rows of the database: articles go in and come out as the values of ``model``, and every change gets the next number.

In: articles that are already normalised, labels, pairs and lists that others have computed. Out: snapshots of them, and
what changed after a number of the log (docs/design.md, The log). SQLite and PostgreSQL run the same statements.

Never here: deciding what counts as a change, rendering, relating, the configuration, a clock other than the database's.
"""
