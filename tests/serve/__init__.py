"""Tests of syndication.serve."""
