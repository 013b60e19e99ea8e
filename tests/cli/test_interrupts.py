"""Ctrl-C ends a run even where Python swallows the exception it raises."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from cli.interrupts import heard


class _Swallowing:
    """What is raised while this goes away is only printed."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        signal.getsignal(signal.SIGINT)  # a line more, in which the signal arrives


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_that_got_lost_is_heard_at_the_next_question() -> None:
    reached = False
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), heard() as interrupted:  # noqa: PT012 - the question is part of it
        interrupted()
        held = [_Swallowing()]
        held.clear()
        reached = True
        interrupted()
    assert reached
    assert signal.getsignal(signal.SIGINT) is before


def test_without_one_nothing_happens_in_any_thread() -> None:
    def work() -> None:
        with heard() as interrupted:
            interrupted()
        done.set()

    done = threading.Event()
    work()
    assert done.is_set()
    done.clear()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done.is_set()
