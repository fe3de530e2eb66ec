"""A recorded week: three shifts a day, twelve people, seeded faults, all through the real workflows on a fake clock."""
