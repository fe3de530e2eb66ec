"""The floor jobs as transcripts: what is scanned, what is answered, what is asked next."""
