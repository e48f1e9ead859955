"""Backups of a whole instance, their restoration, and the export of one person's files.

take.py      backup: one snapshot of the database, and every object that it names
archive.py   what a backup looks like: a directory that grows by what is new, or one tar
restore.py   a new database beside the old one, objects, and a swap at the end
points.py    `{home}/backups`: the database before a migration and before a restore
export.py    plain files under their names
"""
