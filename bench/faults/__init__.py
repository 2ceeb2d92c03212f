"""What the product must survive, one file a fault. `bin/bench faults` plays them all; tests/faults plays a few of each."""
