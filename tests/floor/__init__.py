"""Whole days worked from outside: a robot that knows only the protocol and the files, and a count of its own."""
