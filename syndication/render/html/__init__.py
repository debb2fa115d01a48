"""All markup that people see: one feed, one article, the list of feeds, and errors in plain words.

Comes in: pages, views and the dataclasses of ``views``. Goes out: complete HTML documents, UTF-8, that read well
without a style and need no script. Never here: an address that is made up (all are given), a word in a template (they
are in render/words.py), a text that is not escaped (only sanitised article HTML is put in as it is).
"""
