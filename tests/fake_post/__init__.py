"""A China Post of our own, over real HTTP: it seals, counts, and can be ill in scripted ways.

Tests hold it in the hand (`fake_post()`); beside the market it is a program with a desk of its own:
python -m tests.fake_post --port 18441 --hook http://…/hooks/carrier/china-post
"""

from tests.fake_post.post import AUTHORIZATION, SENDER, SIGN_KEY, FakePost
from tests.fake_post.server import fake_post

__all__ = ["AUTHORIZATION", "SENDER", "SIGN_KEY", "FakePost", "fake_post"]
