"""Judging repairs: the same clauses for ours and for anybody else's."""
