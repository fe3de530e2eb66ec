"""The rules that `warehouse check` proves, one file a group; `warehouse_app/check.py` runs them."""
