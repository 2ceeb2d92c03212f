"""The help centre's pages: the same for every reader, in every language that articles are written in."""
