"""How a fight runs: state, events, actions, awareness, contacts, and the referee."""
