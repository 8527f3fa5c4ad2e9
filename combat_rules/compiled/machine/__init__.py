"""Functions over words to machine code, by llvmlite alone, and where it is kept."""
