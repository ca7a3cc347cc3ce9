"""Decisions under uncertain weights and measurements (SMAA-2)."""
