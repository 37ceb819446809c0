"""The post's way of sealing a body: SM4-ECB with PKCS5 padding, Base64, and a mark in front.

SM4 is GB/T 32907; the cipher itself is `cryptography`'s (docs/decisions say why). What is sealed is
the text and then the sign key, so that a body that opens to something else was not sealed with it.
"""

import base64

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

MARK = "|$4|"
_BLOCK_BITS = 128


class Unsealed(ValueError):
    """Not sealed, or not with this key."""


def seal(text: str, sign_key: str) -> str:
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update((text + sign_key).encode()) + padder.finalize()
    encryptor = _cipher(sign_key).encryptor()
    sealed = encryptor.update(padded) + encryptor.finalize()
    return MARK + base64.b64encode(sealed).decode("ascii")


def unseal(sealed: str, sign_key: str) -> str:
    """The text without the key behind it."""
    if not sealed.startswith(MARK):
        raise Unsealed("no mark")
    try:
        body = base64.b64decode(sealed.removeprefix(MARK), validate=True)
        decryptor = _cipher(sign_key).decryptor()
        padded = decryptor.update(body) + decryptor.finalize()
        unpadder = PKCS7(_BLOCK_BITS).unpadder()
        text = (unpadder.update(padded) + unpadder.finalize()).decode("utf-8")
    except ValueError as fault:
        raise Unsealed("does not open") from fault
    if not text.endswith(sign_key):
        raise Unsealed("another key")
    return text.removesuffix(sign_key)


def _cipher(sign_key: str) -> Cipher[modes.ECB]:
    # The post's interface prescribes ECB; what is sealed travels inside TLS.
    return Cipher(algorithms.SM4(base64.b64decode(sign_key)), modes.ECB())  # noqa: S305
