from __future__ import annotations

import select
import signal

from syndication.serve.signals import HEEDED, Signals, blocked


def handlers() -> list[object]:
    return [signal.getsignal(number) for number in HEEDED]


def waits(signals: Signals) -> bool:
    return bool(select.select([signals], [], [], 0)[0])


def test_signals_come_in_order_as_something_to_read_and_the_old_handlers_come_back() -> None:
    before = handlers()
    with Signals() as signals:
        assert not waits(signals)
        signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        assert waits(signals)
        assert signals.take() == [signal.SIGHUP, signal.SIGINT, signal.SIGTERM]
        assert signals.take() == []
        assert not waits(signals)
    assert handlers() == before


def test_children_leave_the_interrupt_of_a_terminal_to_their_parent() -> None:
    with Signals(ignore_interrupt=True) as signals:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGHUP)
        assert signals.take() == [signal.SIGHUP]


def test_a_signal_that_came_while_blocked_is_taken_once_somebody_can_take_it() -> None:
    with blocked():
        signal.raise_signal(signal.SIGTERM)
        with Signals() as signals:
            assert signals.take() == [signal.SIGTERM]


def test_after_the_block_the_mask_is_what_it_was() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with blocked():
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) >= set(HEEDED)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
