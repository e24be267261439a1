"""What is read of a whole store once and kept for as long as the store stays the same.

    @kept
    def known_agencies(store: Store) -> tuple[Named, ...]: ...

Only what a folder opened for reading holds cannot change meanwhile; of a server's, and of a writer's, all is read anew.
"""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from graph.endpoint import is_url
from graph.store import Store

T = TypeVar("T")


def stays(store: Store) -> bool:
    """Whether the store cannot change while it is open."""
    return store.read_only and not is_url(store.place)


def kept(read: Callable[[Store], T]) -> Callable[[Store], T]:
    """`read`, which goes through the store once for all threads that ask; its result must not be changed."""
    by_store: WeakKeyDictionary[Store, T] = WeakKeyDictionary()
    reading = Lock()

    @wraps(read)
    def once(store: Store) -> T:
        if not stays(store):
            return read(store)
        # Whoever asks what is being read waits for it.
        with reading:
            if store not in by_store:
                by_store[store] = read(store)
            return by_store[store]

    return once
