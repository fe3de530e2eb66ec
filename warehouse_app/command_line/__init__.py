"""The program's commands, one file each; `main.py` lists them."""
