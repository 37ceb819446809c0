"""A China Post of our own, over real HTTP: it seals, counts, and can be ill in scripted ways."""

from tests.fake_post.post import AUTHORIZATION, SENDER, SIGN_KEY, FakePost
from tests.fake_post.server import fake_post

__all__ = ["AUTHORIZATION", "SENDER", "SIGN_KEY", "FakePost", "fake_post"]
