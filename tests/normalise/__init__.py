"""Tests of syndication/normalise."""
