"""Files in: master data, stock, orders and changes."""
