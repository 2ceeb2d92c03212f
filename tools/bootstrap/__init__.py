"""What the commands in bin/ share: their own Python environment, free ports, folders. Standard library only."""
