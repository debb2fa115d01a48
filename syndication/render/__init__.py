"""Pages to bytes.

Comes in: a ``Page`` (channel and entry views) or one view, and a ``Style``. Goes out: the bytes of fragments and of
whole documents (RSS 2.0, Atom 1.0, JSON Feed 1.1, HTML), and their gzip and br codings.

A fragment is a pure function of one view and a style; a document is a channel's skeleton with fragments joined in, and
is equal, byte for byte, to what feedgen makes of channel and entries in one go. Never here: a clock, a database, a
request, a choice of what a page shows.

feedgen writes RFC 822 dates under a switched process-wide locale (``feedgen.util.formatRFC2822``), so **all calls into
this room come from one thread of a process** (docs/design.md, Processes).
"""
