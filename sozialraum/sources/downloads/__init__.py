"""Official files from the web: listed, fetched politely, checked, kept in a cache."""
