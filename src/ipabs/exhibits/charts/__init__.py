"""Charts drawn twice from the same values: for print with matplotlib, for the screen with ECharts."""
