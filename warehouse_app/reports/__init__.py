"""Figures and lists out: what pages and commands show. Reads only."""
