"""Chains: what an address or a TxID says by itself, and explorers that tell what became of a transaction."""
