"""What the office has done for the parcels in trouble: one is sent again, one refunded, one waits
for a second person, one is claimed from the carrier; some are taken over, one is left for a day."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.claims.carrier import send_carrier_claims
from app.claims.models import CarrierClaim
from app.claims.remedies import RemedyWish, decide_remedy
from app.commands.demo_people import LOGINS, person_id_of
from app.commands.demo_trouble import TroubleDesk, send
from app.db import session, transaction
from app.ground.parcel_exceptions import ExceptionKind, Owner
from app.ground.postings import Bearer
from app.ground.remedies import RemedyKind
from app.orders.actions import Actor
from app.orders.kinds import ActorKind
from app.parcels.exceptions import add_note, hand_to, snooze, take_over
from app.parcels.kinds import ExceptionState, NoteKind
from app.parcels.models import Parcel, ParcelException

DAY = timedelta(days=1)


class HelpDesk:
    """Comes after each step of the month, after the trouble."""

    def __init__(self, trouble: TroubleDesk) -> None:
        self.trouble = trouble
        self.office = Actor(ActorKind.postal, person_id_of(LOGINS["postal"]))
        self.colleague = Actor(ActorKind.postal, person_id_of(LOGINS["postal 2"]))
        session.rollback()
        # By how many half days are left.
        self.diary: dict[int, Callable[[], None]] = {
            11: self._claim,
            6: self._refund,
            5: self._send_again,
            4: self._send_what_goes_again,
            3: self._ask_a_second,
            1: self._look_after_the_rest,
        }

    def attend(self, left: int) -> None:
        if left in self.diary:
            self.diary[left]()

    def _claim(self) -> None:
        words = "西安方面书面确认丢失，按资费规定申请理赔。"
        self._decide(
            "lost and claimed", ExceptionKind.lost, RemedyKind.claim, Bearer.carrier, words
        )
        with transaction():
            send_carrier_claims(list(session.scalars(select(CarrierClaim.id))))

    def _refund(self) -> None:
        words = "买家改了行程不再要，货已在退回途中，先退货款。"
        self._decide("coming back", ExceptionKind.returned, RemedyKind.refund, Bearer.sale, words)

    def _send_again(self) -> None:
        words = "包装压坏，买家还要，换一批次补寄。"
        self._decide(
            "damaged and sent again",
            ExceptionKind.damaged,
            RemedyKind.resend,
            Bearer.carrier,
            words,
        )

    def _send_what_goes_again(self) -> None:
        for parcel_id in self.trouble.parcels_of("damaged and sent again")[1:]:
            send([parcel_id])

    def _ask_a_second(self) -> None:
        words = "整件丢失，已保价，拟全额退款并向邮政索赔。"
        self._decide("lost", ExceptionKind.lost, RemedyKind.refund, Bearer.carrier, words)

    def _look_after_the_rest(self) -> None:
        with transaction():
            for one in self._open("silent", ExceptionKind.silent):
                take_over(one, Owner.office, self.office)
                add_note(
                    one, NoteKind.note, self.office, "武汉中心回电：滞留在 3 号格口，今晚装车。"
                )
            for one in self._open("refused", ExceptionKind.refused):
                take_over(one, Owner.office, self.colleague)
            for one in self._open("noticed", ExceptionKind.notice):
                words = "等武汉中心复核照片，明天上午再看。"
                snooze(one, clock.now() + DAY, self.office, words)
            for one in self._open("damaged", ExceptionKind.damaged):
                hand_to(one, Owner.cooperative, self.office, "请合作社看照片，能否换一箱。")

    def _open(self, story: str, kind: ExceptionKind) -> list[int]:
        mine = select(ParcelException.id).join(Parcel, Parcel.id == ParcelException.parcel_id)
        return list(
            session.scalars(
                mine.where(
                    Parcel.id.in_(self.trouble.parcels_of(story)),
                    ParcelException.kind == kind,
                    ParcelException.state == ExceptionState.open,
                )
            )
        )

    def _decide(
        self, story: str, kind: ExceptionKind, remedy: RemedyKind, bearer: Bearer, words: str
    ) -> None:
        exceptions = self._open(story, kind)
        session.rollback()
        for one in exceptions:
            wish = RemedyWish(
                request_key=f"demonstration {story}",
                exception_id=one,
                kind=remedy,
                bearer=bearer,
                words=words,
            )
            with transaction():
                decide_remedy(wish, self.office)
