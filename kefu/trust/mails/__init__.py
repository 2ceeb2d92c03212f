"""A mail as a file: is it ours, does it only say so, who sealed it. Pure but for the names it asks for."""
