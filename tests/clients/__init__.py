"""Feed readers and a browser as people have them, each with a home of its own, against the demo on loopback."""
