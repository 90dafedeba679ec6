"""Score a review, or a linter's report, against the answer key."""
