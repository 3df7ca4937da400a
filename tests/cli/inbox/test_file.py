"""``zhixiao inbox --db``: what is said of a file that holds no inbox."""

import pytest


def test_table_that_is_not_there(run, db):
    """The command says which table it looked for, and how to name another."""
    done = run("list", "--db", str(db), "--table", "other")
    assert done.code == 2
    told = "there is no table other in this database: --table names another, and create_table()"
    assert done.err == f"zhixiao inbox: {told} of your program makes it\n"


def test_db_that_is_a_url(run):
    """The command says which option takes a URL, and shows no password."""
    done = run("list", "--db", "postgresql://root:hidden@127.0.0.1/test")
    assert (done.code, "--url" in done.err, "hidden" in done.err) == (2, True, False)


def test_url_that_is_a_file(run):
    """The command says which option takes a file."""
    assert "a SQLite file is given by --db" in run("list", "--url", "sqlite:///there.db").err


def test_missing_file(run, tmp_path):
    """A file that isn't there isn't created, and the exit code is 2."""
    done = run("list", "--db", str(tmp_path / "none.db"))
    assert (done.code, list(tmp_path.iterdir())) == (2, [])
    assert "there is no file" in done.err


@pytest.mark.parametrize("table", ["none", "not plain"])
def test_missing_table(run, db, table):
    """A table that isn't there is named, and the exit code is 2."""
    done = run("list", "--db", str(db), "--table", table)
    assert done.code == 2
    assert table in done.err


def test_no_database(run, tmp_path):
    """A file of another kind is refused with 2."""
    (tmp_path / "text").write_text("no database" * 100)
    assert run("list", "--db", str(tmp_path / "text")).code == 2
