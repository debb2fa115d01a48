"""The HTTP door: a request comes in, a response goes out.

Comes in: bytes on a socket that the parent process has bound. Goes out: documents of ``flows.publish`` with their
validators and cache headers, refusals in plain words, one access-log line a request. Never here: a query, a rendered
document, a fetch, an article that changes. ``conditional`` and ``negotiate`` are pure and are given ``now``.
"""
