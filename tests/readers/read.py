"""Reads what emstep writes, as its users' programs do.

read.py schema SCHEMA FILE…  checks JSON against a schema
read.py table FILE           prints a CSV file as JSON: a list per column
"""

import json
import sys


def check(schema, files):
    import jsonschema

    with open(schema, encoding="utf-8") as file:
        validator = jsonschema.Draft202012Validator(json.load(file))
    validator.check_schema(validator.schema)
    for name in files:
        with open(name, encoding="utf-8") as file:
            document = json.load(file)
        for error in validator.iter_errors(document):
            print(f"{name}: {error.json_path}: {error.message}")


def table(name):
    import pandas

    frame = pandas.read_csv(name, float_precision="round_trip")
    columns = {column: frame[column].tolist() for column in frame.columns}
    # What is missing is null.
    missing = {c: [None if x != x else x for x in list_] for c, list_ in columns.items()}
    print(json.dumps(missing))


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "schema":
        check(arguments[0], arguments[1:])
    else:
        table(arguments[0])
