"""What the field calls things: indicators, the profile of an area, needs, focus areas."""
