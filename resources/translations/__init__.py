"""What the program says in Korean: warehouse.po is edited, warehouse.mo is read; refresh.py keeps both in step."""
