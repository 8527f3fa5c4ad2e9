"""What an action is: the four phases, guards, and the two runners of a chart."""
