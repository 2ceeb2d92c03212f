"""What guards customers beyond a single message: reports of scammers, and texts that a second person releases."""
