"""What the commands about balance do, and how they show it."""
