"""The simulated modem: its core in memory, and its process on a pty."""
