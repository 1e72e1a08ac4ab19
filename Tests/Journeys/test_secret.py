"""The server's secret moves from the database into a file, and whoever forgets the file is told."""

from __future__ import annotations

import json

import pytest
from house import House


@pytest.fixture
def served():
    house = House("secret")
    house.log.unlink(missing_ok=True)
    house.make()
    house.start()
    house.stop()
    yield house
    house.close()


def test_the_secret_moves_into_a_file(served):
    house, secret = served, served.data / "secret"
    assert "ok     What is stored encrypted opens with the server's secret" in house.command("check").stdout
    said = house.command("secret", str(secret)).stdout
    assert f"PROXENIA_SECRET_FILE={secret}" in said
    assert secret.stat().st_mode & 0o777 == 0o600

    with pytest.raises(RuntimeError, match="Name the file with PROXENIA_SECRET_FILE"):
        house.start()
    assert "name it (PROXENIA_SECRET_FILE)" in house.command("check").stdout

    secret.chmod(0o644)
    house.environment["PROXENIA_SECRET_FILE"] = str(secret)
    house.start()
    lines = [json.loads(line) for line in house.log.read_text().splitlines() if line.startswith("{")]
    assert any(line["level"] == "warning" and "Everybody on this machine may read" in line["event"] for line in lines)
    assert any(line["event"] == "request" and line["route"] == "/healthz" and line["status"] == 200 for line in lines)
    assert house.stop() == 0
    assert json.loads(house.log.read_text().splitlines()[-1])["event"] == "stopped"

    other = house.data / "other"
    other.write_text("x" * 40)
    house.environment["PROXENIA_SECRET_FILE"] = str(other)
    with pytest.raises(RuntimeError, match="not the one this database was written with"):
        house.start()
