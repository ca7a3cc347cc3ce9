"""Display: tables in, blocks out; the only package that knows matplotlib and folium."""
