"""The designers' bench: scenes to try rules in, explanations, pictures."""
