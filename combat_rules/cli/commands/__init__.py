"""The commands, a room of related ones a file."""
