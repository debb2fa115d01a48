"""Tests of syndication/flows."""
