"""The sandbox's SQLite file: tables, snapshots, and its lock."""
