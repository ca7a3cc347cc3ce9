"""Space: segregation, autocorrelation, reach of locations, the best next location."""
