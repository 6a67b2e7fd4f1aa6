"""The report's numbered tables and figures: one module a topic, one function an exhibit."""
