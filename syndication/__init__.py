"""Turns a newsroom's stored articles, and other outlets' feeds, into RSS, Atom and JSON feeds with related links."""
