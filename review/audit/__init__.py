"""The audit log: canonical JSON, a Merkle tree over it, signed checkpoints, and their verifiers."""
