"""How fast a folder becomes searchable: `make bench-ingest DATA=dir`."""
