import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field

import brotli
import pytest
from flask import Flask, Response, session

from app.db import transaction
from app.editions.actions import bump
from app.ground.refusals import Missing
from app.web.guard import private_page, public_page
from app.web.page_cache import Kept, PageStore, Variant, shows
from app.web.sessions import SessionClosed
from tests.browser_of_pages import Browser
from tests.clocks import Clock
from tests.statements import count_statements
from tests.web.throwaway import add_view


@dataclass
class Kitchen:
    """Counts how often each page was really made."""

    client: Browser
    made: dict[str, int] = field(default_factory=dict)

    def make(self, name: str) -> str:
        self.made[name] = self.made.get(name, 0) + 1
        return f"<p>{name} {self.made[name]}</p>" + "梨" * 500

    def text(self, address: str, **headers: str) -> str:
        answer = self.client.get(address, headers=headers)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)[:20].partition("</p>")[0]


@pytest.fixture
def kitchen(app: Flask, client: Browser) -> Iterator[Kitchen]:
    app.extensions["page_store"].most_bytes = 10_000_000
    # A test clicks faster than any browser can.
    app.extensions["live_numbers"].shared_seconds = 0
    kitchen = Kitchen(client)

    @public_page(topics=("hall",), parameters=("season", "sort"))
    def hall() -> str:
        return kitchen.make("hall")

    @public_page(topics=lambda slug: (f"product:{slug}",))
    def product(slug: str) -> str:
        if slug == "nothing":
            raise Missing()
        shows("cooperative:1")
        return kitchen.make(slug)

    @public_page(topics=("hall",))
    def peeking() -> str:
        return str(session.get("shop_id"))

    @private_page
    def account() -> Response:
        session["seen"] = True
        return Response(kitchen.make("account"))

    for address, view in [
        ("/hall", hall),
        ("/products-of-test/<slug>", product),
        ("/peeking", peeking),
        ("/account-of-test", account),
    ]:
        add_view(app, address, view)
    yield kitchen
    app.extensions["live_numbers"].close()


def test_a_page_is_made_once_and_given_out_until_its_topic_changes(kitchen: Kitchen) -> None:
    assert [kitchen.text("/hall") for _ in range(3)] == ["<p>hall 1"] * 3
    with transaction():
        bump("hall")
    assert [kitchen.text("/hall") for _ in range(2)] == ["<p>hall 2"] * 2


def test_another_topic_does_not_matter(kitchen: Kitchen) -> None:
    kitchen.text("/products-of-test/pears")
    with transaction():
        bump("hall", "product:crabs")
    assert kitchen.text("/products-of-test/pears") == "<p>pears 1"


def test_a_topic_learnt_on_the_way_counts_too(kitchen: Kitchen) -> None:
    kitchen.text("/products-of-test/pears")
    with transaction():
        bump("cooperative:1")
    assert kitchen.text("/products-of-test/pears") == "<p>pears 2"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_change_while_the_page_is_made_makes_it_old(app: Flask, kitchen: Kitchen) -> None:
    @public_page(topics=("hall",))
    def slow() -> str:
        page = kitchen.make("slow")
        if kitchen.made["slow"] == 1:
            with transaction():
                bump("hall")
        return page

    add_view(app, "/slow", slow)
    assert [kitchen.text("/slow") for _ in range(3)] == ["<p>slow 1", "<p>slow 2", "<p>slow 2"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_page_is_good_for_one_day_in_shanghai(kitchen: Kitchen, clock: Clock) -> None:
    clock.stop("2026-08-10 23:59")
    assert [kitchen.text("/hall") for _ in range(2)] == ["<p>hall 1"] * 2
    clock.move(minutes=2)
    assert kitchen.text("/hall") == "<p>hall 2"


def test_a_hit_asks_the_database_once_and_makes_no_session(kitchen: Kitchen) -> None:
    with count_statements() as sent:
        kitchen.text("/hall")
        assert len(sent) == 1
        kitchen.text("/hall")
        # The store asks beside SQLAlchemy's statements: nothing more is counted.
        assert len(sent) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_languages_and_queries_are_pages_of_their_own(kitchen: Kitchen) -> None:
    addresses = ["/hall", "/en/hall", "/hall?season=now", "/hall?sort=price&season=now"]
    assert [kitchen.text(address) for address in addresses] == [
        f"<p>hall {number}" for number in (1, 2, 3, 4)
    ]
    assert kitchen.text("/hall?season=now&sort=price") == "<p>hall 4"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_of_a_word_asked_twice_the_order_matters(kitchen: Kitchen) -> None:
    assert kitchen.text("/hall?season=now&season=all") == "<p>hall 1"
    assert kitchen.text("/hall?season=all&season=now") == "<p>hall 2"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("query", ["utm_source=x", "season=now&spy=1", "season=" + "a" * 400])
def test_a_query_that_the_page_does_not_know_is_not_kept(
    app: Flask, kitchen: Kitchen, query: str
) -> None:
    assert kitchen.text(f"/hall?{query}") == "<p>hall 1"
    assert kitchen.text(f"/hall?{query}") == "<p>hall 2"
    assert len(app.extensions["page_store"]) == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_browsers_get_it_compressed_in_the_way_they_take(kitchen: Kitchen) -> None:
    plain = kitchen.client.get("/hall")
    by_br = kitchen.client.get("/hall", headers={"Accept-Encoding": "gzip, deflate, br"})
    by_gzip = kitchen.client.get("/hall", headers={"Accept-Encoding": "gzip"})
    assert brotli.decompress(by_br.data) == gzip.decompress(by_gzip.data) == plain.data
    codings = [one.headers.get("Content-Encoding") for one in (plain, by_br, by_gzip)]
    assert codings == [None, "br", "gzip"]
    assert len({one.headers["ETag"] for one in (plain, by_br, by_gzip)}) == 3
    assert all("Accept-Encoding" in one.headers["Vary"] for one in (plain, by_br, by_gzip))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_has_it_already_gets_nothing_again(kitchen: Kitchen) -> None:
    first = kitchen.client.get("/hall")
    again = kitchen.client.get("/hall", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = kitchen.client.get("/hall", headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


@pytest.mark.parametrize("kind", ["sqlite"])
def test_head_tells_the_size_without_the_page(kitchen: Kitchen) -> None:
    page = kitchen.client.get("/hall")
    head = kitchen.client.head("/hall")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(page.data))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_public_pages_take_and_give_no_cookie(kitchen: Kitchen) -> None:
    kitchen.client.get("/account-of-test")
    answer = kitchen.client.get("/hall")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_private_pages_are_kept_nowhere(app: Flask, kitchen: Kitchen) -> None:
    assert [kitchen.text("/account-of-test") for _ in range(2)] == ["<p>account 1", "<p>account 2"]
    answer = kitchen.client.get("/account-of-test")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert len(app.extensions["page_store"]) == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_public_page_cannot_look_into_the_session(kitchen: Kitchen) -> None:
    with pytest.raises(SessionClosed):
        kitchen.client.get("/peeking")


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("address", ["/products-of-test/nothing", "/account-of-test/x.css"])
def test_what_is_missing_is_not_kept(app: Flask, kitchen: Kitchen, address: str) -> None:
    answer = kitchen.client.get(address)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(app.extensions["page_store"]) == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_database_that_is_gone_makes_nothing_kept_be_trusted(
    app: Flask, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen.text("/hall")
    monkeypatch.setattr(app.extensions["live_numbers"], "find", lambda topics: None)
    assert kitchen.text("/hall") == "<p>hall 2"


def page_of(size: int) -> Kept:
    return Kept({}, (), None, {"": Variant(b"", "", [], [])}, size)  # type: ignore[arg-type]


def test_the_store_lets_go_what_was_not_asked_for_longest() -> None:
    store = PageStore(30)
    for name in "abc":
        store.put((name, "", ()), page_of(10))
    store.find(("a", "", ()))
    store.put(("d", "", ()), page_of(10))
    assert [name for name in "abcd" if store.find((name, "", ())) is None] == ["b"]
    assert store.bytes == 30


def test_a_page_larger_than_the_store_drives_nobody_out() -> None:
    store = PageStore(30)
    store.put(("a", "", ()), page_of(10))
    store.put(("b", "", ()), page_of(31))
    assert (len(store), store.bytes) == (1, 10)


def test_only_the_page_that_was_found_old_is_dropped() -> None:
    store = PageStore(30)
    old, new = page_of(10), page_of(12)
    store.put(("a", "", ()), new)
    store.drop(("a", "", ()), old)
    assert (len(store), store.bytes) == (1, 12)
