"""Passwords: long enough and not the first ones that anybody would try. No rules of signs."""

import unicodedata

from app.ground.refusals import (
    FieldMissing,
    PasswordTooCommon,
    PasswordTooShort,
    TextNotAllowed,
    TextTooLong,
)

LEAST = 8
LONGEST = 128
# The head of the well-known lists, eight characters and more, with the Chinese favourites.
_COMMON_WORDS = """
    12345678 123456789 1234567890 12345678910 123123123 1234512345 87654321 987654321 0987654321
    11111111 111111111 1111111111 00000000 000000000 0000000000 22222222 66666666 88888888
    888888888 99999999 11223344 1122334455 112233445566 12341234 12344321 123321123 147258369
    789456123 159357159 13145200 1314520520 5201314520 52013145 5201314521 520131400 31415926
    password password1 password12 password123 passw0rd p@ssw0rd p@ssword password! passwords
    qwertyui qwertyuiop qwerty123 qwerty1234 qwer1234 1qaz2wsx 1qaz2wsx3edc qazwsxedc qazwsx123
    1q2w3e4r 1q2w3e4r5t q1w2e3r4 q1w2e3r4t5 zaq12wsx asdfghjk asdfghjkl asdf1234 zxcvbnm123
    zxcvbnm1 abc12345 abc123456 abcd1234 abcdefgh abcdefg1 a1234567 a12345678 a123456789 aa123456
    aa12345678 a1b2c3d4 aaaaaaaa aaaaaaaa1 abcabcabc iloveyou iloveyou1 woaini520 woaini1314
    woaini521 woaini123 5201314woaini woaiwojia sunshine princess football baseball superman
    trustno1 welcome1 welcome123 letmein1 letmein123 admin123 admin1234 admin12345 administrator
    administrator1 root1234 test1234 changeme changeme1 computer internet whatever starwars
    dragon123 monkey123 michael1 jennifer changzhou changzhou123 youzheng chinapost chinapost1
    youhe123 postharvest postharvest1 xiaoming zhangwei wangxiuying
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def check_password(text: object, *, field: str | None = "password") -> str:
    """The password in the form (NFKC) that is to be hashed: other keyboards give the same one."""
    if not isinstance(text, str) or not text:
        raise FieldMissing(field=field)
    if len(text) > LONGEST:
        raise TextTooLong(field=field, longest=LONGEST)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise TextNotAllowed(field=field)
    password = unicodedata.normalize("NFKC", text)
    if len(password) < LEAST:
        raise PasswordTooShort(field=field, least=LEAST)
    if password.casefold() in _COMMON or len(set(password)) < 3:
        raise PasswordTooCommon(field=field)
    return password
