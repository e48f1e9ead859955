"""Office files from before 2007 (DOC, XLS, PPT): LibreOffice, where it is installed, converts them, and the copy is read as OpenDocument.

convert.py    which program, and one conversion in a profile that is thrown away
confined.py   the process in which LibreOffice runs: limits, no network
profile.py    its settings: no macros, no links followed
"""
