"""A server that is told to stop, as systemd tells it: what runs is finished, what comes is turned away, and it does not take long."""

from __future__ import annotations

import signal
import socket
import time

import pytest

from house import House
from slow import SlowUpload

# systemd's patience with it (packaging/proxenia.service).
PATIENCE = 30


@pytest.fixture()
def stopping_house():
    house = House("stopping")
    try:
        house.make().start()
        yield house
    finally:
        house.close()


def is_taking_connections(house: House) -> bool:
    try:
        socket.create_connection(("127.0.0.1", house.port), 1).close()
        return True
    except OSError:
        return False


def test_a_running_request_is_finished(stopping_house):
    officer = stopping_house.office("officer")
    idle = stopping_house.office("director")
    assert idle.get("/office").status_code == 200, "a connection that is kept open holds up nothing"
    upload = SlowUpload(officer).begin()
    time.sleep(0.5)
    began = time.monotonic()
    stopping_house.process.send_signal(signal.SIGTERM)
    while is_taking_connections(stopping_house):
        assert time.monotonic() - began < 10, "it goes on taking connections"
        time.sleep(0.05)
    time.sleep(1)
    assert stopping_house.process.poll() is None, "it did not wait for the request"
    assert upload.finish().status == 303
    assert stopping_house.process.wait(PATIENCE) == 0
    # What the request did is there.
    stopping_house.start()
    assert "/office/people/imports/" in stopping_house.office("officer").get("/office/people/imports").text


def test_a_request_without_end_is_given_up_in_time(stopping_house):
    SlowUpload(stopping_house.office("officer")).begin()
    time.sleep(0.5)
    began = time.monotonic()
    stopping_house.process.send_signal(signal.SIGTERM)
    stopping_house.process.wait(PATIENCE)
    assert time.monotonic() - began < PATIENCE
    stopping_house.command("check")
