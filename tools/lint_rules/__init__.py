"""The house's own rules (docs/style.md), each a function from one file to its findings. Run by bin/check."""
