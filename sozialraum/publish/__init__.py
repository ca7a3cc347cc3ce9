"""Publish: notebooks run, read as documents and written as web page and Word file."""
