"""How it is found: query, retrievers, fusion, cut-off, moments."""
