"""Tests of the HTML views."""
