"""`warehouse demo`: one short shift through the real window, with pictures, papers and a summary."""
