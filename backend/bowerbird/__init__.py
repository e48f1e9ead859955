"""Bowerbird: a self-hosted home for files that finds them by meaning."""

__version__ = "0.1.0"
