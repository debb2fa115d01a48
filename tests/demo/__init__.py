"""Tests of syndication/demo."""
