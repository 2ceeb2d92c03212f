"""What we promised a customer, and by when."""
