"""Contacts: what happens when active actions meet their targets."""
