"""Tables of moves as plugins: YAML or a spreadsheet's CSV, without a line of Python."""
