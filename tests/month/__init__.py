"""A simulated month: hands that err, books that follow counts."""
