"""Scanners and scales: pure decoders, and the port loops that feed them."""
