"""From the world to raw entries.

In: paths, bytes, lines. Out: ``RawEntry`` values, and a ``Rejected`` with file, line, field and reason for each record
that can't be understood. Never here: decoding of entities, cleaning, sanitising, ids, the store; a broken record never
raises.
"""
