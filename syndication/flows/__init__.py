"""The order of calls: which room is asked when, in which transaction, and what is tried again.

Comes in: a configuration, a store and what a door was asked for. Goes out: counts, documents, written files. A flow
decides nothing that a room could decide; here alone rooms meet. Never here: argv, requests, markup, SQL.
"""
