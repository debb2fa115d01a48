"""Tests of syndication; one folder a room, one file a module."""
