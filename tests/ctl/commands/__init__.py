"""Each command: what it asks routerd for, and what it prints of the reply."""
