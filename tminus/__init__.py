"""A corrected-example corpus for threaded Python."""
