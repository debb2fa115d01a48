"""From raw entries to articles: fallbacks, identity, and what counts as a change.

In: a ``RawEntry`` and the site's rules. Out: an ``Article`` or a ``Rejected`` with its reason; with the stored version
of the article and ``now``, a decision. Never here: files, network, a clock, the store.
"""
