"""An export in a database that SQLAlchemy reaches: SQLite, PostgreSQL, MariaDB or MySQL.

Needs ``zhixiao[sql]`` and the database's driver: psycopg or PyMySQL.
"""
