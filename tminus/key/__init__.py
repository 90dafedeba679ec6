"""The answer key for other programs: as SARIF, and the corpus as JSON lines."""
