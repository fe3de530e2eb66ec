"""The parts of the frame that every job shows in the same place."""
