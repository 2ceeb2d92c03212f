"""The help centre's tools: what customers can find out by themselves, about their connection, their clock, their sums."""
