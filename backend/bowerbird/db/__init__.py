"""Engine, sessions, base classes."""
