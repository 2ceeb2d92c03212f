"""Where customers send identity papers, and see who opened them. Opened from their chat; nobody else finds anything here."""
