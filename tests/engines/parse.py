"""Parses queries as their dialects: reads the name of a dialect and a file a line. Says what is not
one SELECT."""

import sys

import sqlglot
from sqlglot import exp

status = 0
for line in sys.stdin:
    dialect, path = line.rstrip("\n").split("\t")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        found = sqlglot.parse(text, read="" if dialect == "generic" else dialect)
        found = [statement for statement in found if statement is not None]
        if len(found) != 1 or not isinstance(found[0], exp.Select):
            raise ValueError(f"{len(found)} statements, {[type(s).__name__ for s in found]}")
    except Exception as error:  # whatever it is, the test says it
        status = 1
        print(f"{dialect}, {path}: {error}")
sys.exit(status)
