"""A cipher for tests: it shows that a store never sees plain text. It protects nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets


class ToyCipher:
    """Keeps a key for each person in memory; XOR with a stream made by SHA-256, and an HMAC before it."""

    def __init__(self) -> None:
        self.keys: dict[str | None, bytes] = {}
        self.forgotten: list[str] = []

    def encrypt(self, subject: str | None, data: bytes, /) -> bytes:
        key = self.keys.setdefault(subject, secrets.token_bytes(32))
        nonce = secrets.token_bytes(16)
        hidden = _mixed(key + nonce, data)
        return hashlib.sha256(key).digest()[:4] + nonce + _tag(key, nonce + hidden) + hidden

    def decrypt(self, subject: str | None, data: bytes, /) -> bytes | None:
        key = self.keys.get(subject)
        if key is None or hashlib.sha256(key).digest()[:4] != data[:4]:
            return None
        nonce, tag, hidden = data[4:20], data[20:52], data[52:]
        if not hmac.compare_digest(tag, _tag(key, nonce + hidden)):
            raise ValueError("changed: " + repr(_mixed(key + nonce, hidden)))
        return _mixed(key + nonce, hidden)

    def forget(self, subject: str, /) -> None:
        self.keys.pop(subject, None)
        self.forgotten.append(subject)


def _mixed(seed: bytes, data: bytes) -> bytes:
    stream = b"".join(hashlib.sha256(seed + bytes([n >> 8, n & 255])).digest() for n in range(len(data) // 32 + 1))
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def _tag(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()
