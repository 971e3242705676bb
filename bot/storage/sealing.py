"""Encryption of what a person said: AES-256-GCM, with a key of its own for each column."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import StorageError, Unreadable

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"
"""The first byte of everything sealed, so that a later form can be told apart."""


class Sealer:
    """Seals and opens what people said under one key.

    What is sealed opens only for the same person and column: moved to another row of another person it is refused.
    """

    def __init__(self, key: bytes) -> None:
        """Take the operator's key of 32 bytes.

        Raises:
            StorageError: the key has another length.
        """
        if len(key) != KEY_BYTES:
            raise StorageError(f"The privacy key has {len(key)} bytes and needs {KEY_BYTES}: make one anew.")
        self._key = key
        self._ciphers: dict[str, AESGCM] = {}

    def seal(self, plain: bytes, person_id: str, column: str) -> bytes:
        """A format byte, a random nonce, and the encrypted bytes."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher(column).encrypt(nonce, plain, _bond(person_id, column))

    def open(self, sealed: bytes, person_id: str, column: str) -> bytes:
        """What was sealed.

        Raises:
            Unreadable: it was sealed under another key, for another person or column, or was changed.
        """
        nonce, encrypted = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if sealed[:1] != _FORMAT or len(nonce) != _NONCE_BYTES:
            raise Unreadable(f"A sealed value in the column {column} is in a form that this version cannot read.")
        try:
            return self._cipher(column).decrypt(nonce, encrypted, _bond(person_id, column))
        except InvalidTag:
            raise Unreadable(
                f"A sealed value in the column {column} does not open: it is damaged, or was sealed under another"
                " privacy key than the one in privacy.key_file."
            ) from None

    def _cipher(self, column: str) -> AESGCM:
        cipher = self._ciphers.get(column)
        if cipher is None:
            derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"leeward column {column}".encode())
            cipher = self._ciphers[column] = AESGCM(derive.derive(self._key))
        return cipher


def _bond(person_id: str, column: str) -> bytes:
    return f"{person_id} {column}".encode()
