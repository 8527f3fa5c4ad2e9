"""The studio: the bench in a browser. See a fight, touch a number, watch everything follow."""
