"""`proxenia ledger verify|rebuild|export` on a folder whose rows somebody has put their hands on, as an administrator would meet it."""

from __future__ import annotations

import sqlite3
import uuid

import pytest
from house import House


@pytest.fixture
def quiet():
    """The demonstration, filled and not served."""
    house = House("ledger-commands").make()
    yield house
    house.close()


def rows(house: House, statement: str, *values) -> list[tuple]:
    connection = sqlite3.connect(house.data / "proxenia.sqlite")
    try:
        found = connection.execute(statement, values).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()


def refused(house: House, *words: str) -> str:
    done = house.command("ledger", *words, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stdout + done.stderr


def test_what_pages_read_is_written_again_from_the_entries(quiet):
    count = rows(quiet, "SELECT COUNT(*) FROM shared_record")[0][0]
    assert count > 3
    assert f"of {count} records" in quiet.command("ledger", "verify").stdout
    assert f"{count} records read anew, 0 of them mended." in quiet.command("ledger", "rebuild").stdout
    record = rows(quiet, "SELECT id FROM shared_record ORDER BY id")[0][0]
    before = rows(quiet, "SELECT entries, digest, state FROM shared_record WHERE id = ?", record)
    rows(quiet, "UPDATE shared_record SET state = '{}' WHERE id = ?", record)
    assert record in refused(quiet, "verify")
    assert record in refused(quiet, "verify", record)
    assert "1 records read anew, 1 of them mended." in quiet.command("ledger", "rebuild", record).stdout
    assert rows(quiet, "SELECT entries, digest, state FROM shared_record WHERE id = ?", record) == before
    assert "ok" in quiet.command("ledger", "verify").stdout
    # A partnership whose record another office began is found by the name it has in its own register.
    joined = rows(quiet, "SELECT id FROM partnership WHERE record_id <> id ORDER BY id LIMIT 1")[0][0]
    assert "of 1 records" in quiet.command("ledger", "verify", joined).stdout


def test_a_partnership_from_before_there_were_records_is_given_one(quiet):
    office, record = rows(
        quiet,
        "SELECT p.id, r.id FROM partnership p JOIN shared_record r ON r.id = p.record_id WHERE r.entries = 2 AND p.archived_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM record_guest g WHERE g.record_id = r.id) ORDER BY p.id LIMIT 1",
    )[0]
    rows(quiet, "UPDATE partnership SET record_id = NULL WHERE id = ?", office)
    for table in ("shared_party", "shared_entry", "party_draft", "personal_value", "hosted_party", "partnership_term"):
        rows(quiet, f"DELETE FROM {table} WHERE record_id = ?", record)
    rows(quiet, "DELETE FROM shared_record WHERE id = ?", record)
    assert "1 records begun" in quiet.command("ledger", "rebuild").stdout
    assert rows(quiet, "SELECT record_id FROM partnership WHERE id = ?", office) == [(office,)]
    assert "begun" not in quiet.command("ledger", "rebuild").stdout
    assert "ok" in quiet.command("ledger", "verify").stdout


def test_a_changed_entry_is_named_and_nothing_is_written_over_it(quiet, tmp_path):
    # Not every record has a partnership: one who joins another's record leaves their own behind.
    record, place, body, partnership = rows(
        quiet,
        "SELECT e.record_id, e.place, e.body, p.id FROM shared_entry e JOIN partnership p ON p.record_id = e.record_id WHERE e.place = 2 "
        "ORDER BY e.record_id, p.id LIMIT 1",
    )[0]
    rows(quiet, "UPDATE shared_entry SET body = replace(body, '\"clock\":2', '\"clock\":3') WHERE record_id = ? AND place = ?", record, place)
    assert rows(quiet, "SELECT body FROM shared_entry WHERE record_id = ? AND place = ?", record, place)[0][0] != body
    assert record in refused(quiet, "verify")
    assert "damaged" in refused(quiet, "rebuild")
    file = tmp_path / "record.html"
    assert "damaged" in refused(quiet, "export", partnership, str(file))
    assert list(tmp_path.iterdir()) == [], "half an archive is none"
    check = quiet.command("check", check=False)
    assert check.returncode == 1 and record in check.stdout, check.stdout
    rows(quiet, "UPDATE shared_entry SET body = ? WHERE record_id = ? AND place = ?", body, record, place)
    assert "ok" in quiet.command("ledger", "verify").stdout
    assert quiet.command("check").returncode == 0


def test_an_export_says_what_it_cannot_do(quiet, tmp_path):
    partnership = rows(quiet, "SELECT id FROM partnership WHERE record_id IS NOT NULL ORDER BY id LIMIT 1")[0][0]
    assert "There is no record of this partnership." in refused(quiet, "export", str(uuid.uuid4()))
    assert "is not the identity of a partnership" in refused(quiet, "export", "Haifa")
    assert "is not the identity of a partnership" in refused(quiet, "verify", "Haifa")
    assert "There is no record of this partnership." in refused(quiet, "verify", str(uuid.uuid4()))
    assert "cannot be written" in refused(quiet, "export", partnership, str(tmp_path / "absent" / "record.html"))
    assert "<html" in quiet.command("ledger", "export", partnership).stdout[:400]
