"""Rates, counts and shares: intervals, differences, standardisation, funnels, trends."""
