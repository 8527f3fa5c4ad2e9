"""How much the property tests try: a little by default, a lot with COMBAT_RULES_PROFILE=long."""

from hypothesis import HealthCheck, settings

from tests.amounts import PROFILE

# Other tests share the machine, so a slow example says nothing about the rules.
SLOW = [HealthCheck.too_slow]

settings.register_profile(
    "default", max_examples=30, derandomize=True, deadline=None, suppress_health_check=SLOW
)
settings.register_profile(
    "long", max_examples=5000, deadline=None, print_blob=True, suppress_health_check=SLOW
)
settings.load_profile(PROFILE)
