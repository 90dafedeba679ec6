"""Programs with threads, run on virtual time under chosen schedules."""
