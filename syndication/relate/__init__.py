"""Articles in, pairs and lists out: which articles tell of the same event, and which of a related one.

In: plain titles and texts with their number, time and language; editor's picks; pairs already found. Out: hits with a
score (``index``, over the counts of ``corpus``, by the method of ``search``), and the links that an entry shows
(``lists``). Never here: a database, a clock, a network, a choice that hangs on anything but what was given.
"""
