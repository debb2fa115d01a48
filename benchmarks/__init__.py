"""Speed and memory against named peers, as ratios within one run; nothing here is a test."""
