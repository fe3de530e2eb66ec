"""Tests of what pages and papers read."""
