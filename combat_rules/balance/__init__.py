"""Balance: who beats whom, why, and which number to change."""
