"""Environments: fights as PettingZoo and Gymnasium know them, for programs that learn."""
