"""Where an export goes: a directory of files, or a database. One file for each."""
