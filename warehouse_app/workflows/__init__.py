"""One floor job per file, readable top to bottom as the procedure a new worker would be taught."""
