"""Tests of the room render: what goes out on the wire."""
