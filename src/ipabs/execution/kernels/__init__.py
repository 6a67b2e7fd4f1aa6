"""Kernels that start at once: forked from a process that has already imported what notebooks import."""
