"""Tests of syndication/intake."""
