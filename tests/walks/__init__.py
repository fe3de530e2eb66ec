"""Random walks over all floor jobs; each ends with the books proved."""
