"""How many random cases a formula meets beside its naive count: a thousand each in every run, more in a deep one."""

from hypothesis import settings

A_THOUSAND_CASES = settings(max_examples=max(1_000, settings().max_examples))
