"""A store in one file, for the checks that need restarts and processes: slow, simple and right."""

from __future__ import annotations

import fcntl
import pickle
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from supportkit.core.records import Capability
from supportkit.errors import StoreUnavailable
from supportkit.storage.memory import MemoryStore
from supportkit.testing import Target


class FileStore:
    """Reads a whole memory store from a file, lets it act, and writes it back, under a lock on the file."""

    capabilities = Capability.DURABLE | Capability.MULTI_PROCESS | Capability.PRUNE

    def __init__(self, path: str, tenant: str = "one") -> None:
        self.path, self.tenant = Path(path), tenant
        self._closed = False
        self.path.touch()

    @contextmanager
    def _opened(self):
        if self._closed:
            raise StoreUnavailable("store.unavailable", reason="closed")
        with self.path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield from self._act(file)

    def _act(self, file):
        whole = file.read()
        tenants = pickle.loads(whole) if whole else {}
        store = MemoryStore()
        vars(store).update(tenants.get(self.tenant, {}))
        yield store
        tenants[self.tenant] = {name: value for name, value in vars(store).items() if name != "_lock"}
        changed = pickle.dumps(tenants)
        if changed != whole:
            file.seek(0)
            file.truncate()
            file.write(changed)

    def load(self, keys):
        with self._opened() as store:
            return store.load(list(keys))

    def find(self, query):
        with self._opened() as store:
            return store.find(query)

    def commit(self, batch):
        with self._opened() as store:
            store.commit(batch)

    def read(self, after, limit):
        with self._opened() as store:
            return store.read(after, limit)

    def scrub(self, subject):
        with self._opened() as store:
            return store.scrub(subject)

    def prune(self, private, lines, clearings=()):
        with self._opened() as store:
            return store.prune(private, lines, clearings)

    def close(self):
        self._closed = True


class UnlockedFileStore(FileStore):
    """Forgets the lock, as on a file system that does not keep it; what another process wrote is overwritten."""

    @contextmanager
    def _opened(self):
        whole = self.path.read_bytes()
        tenants = pickle.loads(whole) if whole else {}
        store = MemoryStore()
        vars(store).update(tenants.get(self.tenant, {}))
        yield store
        tenants[self.tenant] = {name: value for name, value in vars(store).items() if name != "_lock"}
        changed = pickle.dumps(tenants)
        if changed != whole:
            own = self.path.with_name(f"{id(self)}.part")
            own.write_bytes(changed)
            own.replace(self.path)


def file_target(folder: Path, store=FileStore) -> Target:
    numbers = iter(range(10_000))
    return Target(
        make=lambda: store(str(folder / f"{next(numbers)}.db")),
        opener=lambda one: partial(store, str(one.path)),
        neighbour=lambda one: store(str(one.path), "two"),
    )
