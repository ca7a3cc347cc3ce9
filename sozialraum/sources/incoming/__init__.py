"""Somebody else's table: decoded, recognised, joined to areas, written as figures."""
