"""The self-made benchmark: its images, its cells, how they are trained, and how far its ranking can be trusted."""
