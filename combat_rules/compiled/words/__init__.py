"""Rule Python to functions over words: the core and the rules of plugins, from their own source."""
