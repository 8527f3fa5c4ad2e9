"""Pages: a matrix as pictures, as a page that stands alone, and as rows for analysts."""
