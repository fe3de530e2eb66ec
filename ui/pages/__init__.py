"""The pages beside the floor jobs. Each asks its data of the page worker and shows plain values."""
