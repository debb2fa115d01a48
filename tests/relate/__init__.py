"""Tests of relate."""
