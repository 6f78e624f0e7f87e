"""A receiver of messages to the Groeipakket of our own: for demonstration, for tests, and for who builds one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

from app.integrations.groeipakket.port import Accepted, Answer, NotAccepted, Send, TakenOver

Judge = Callable[[Mapping[str, Any]], Answer]


def accept_all(_content: Mapping[str, Any]) -> Answer:
    """Finds nothing wrong with any message."""
    return Accepted()


def judge_by_number(content: Mapping[str, Any]) -> Answer:
    """Refuses a few people, always the same ones, as somebody would whom the Groeipakket does not know."""
    serial = int(content["situation"]["national_number"][6:9])
    return NotAccepted("unknown_person") if serial % 40 == 7 else Accepted()


class DemoReceiver:
    """Keeps each message once, whatever number of times it comes, and repeats its answer (G-1).

    `received` are the messages in the order in which they were first judged.
    """

    def __init__(self, judge: Judge = accept_all) -> None:
        self._judge = judge
        self._answers: dict[str, Answer] = {}
        self._lock = Lock()
        self.received: list[Mapping[str, Any]] = []

    def receive(self, content: Mapping[str, Any]) -> Answer:
        """Judges a message, or repeats what it answered to its key before."""
        key = content["key"]
        with self._lock:
            answer = self._answers.get(key)
            if answer is None or isinstance(answer, TakenOver):
                answer = self._answers[key] = self._judge(content)
                if not isinstance(answer, TakenOver):
                    self.received.append(content)
            return answer

    @property
    def accepted(self) -> list[Mapping[str, Any]]:
        """The messages that it accepted, in order."""
        return [one for one in self.received if isinstance(self._answers[one["key"]], Accepted)]

    @contextmanager
    def conversation(self) -> Iterator[Send]:
        """As GroeipakketReceiver says, without any line in between."""
        yield self.receive
