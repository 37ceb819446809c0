from tests.makers import PASSWORD
from tests.quick import real_hasher


def test_a_stored_password_costs_a_thief_what_owasp_names() -> None:
    """The other tests have a cheaper one."""
    kept = real_hasher.hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert real_hasher.verify(kept, PASSWORD)
