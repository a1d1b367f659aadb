#!/usr/bin/env python3
"""Small files in many dialects, and what pandas reads in them: what tests/statistics/dialects.rs
compares with.

    pip install pandas zstandard && python3 tests/statistics/dialects/reference.py

writes cases.json beside this script. Each case is a file, what is asked of emstep (a column and
options; mostly nothing), and the numbers that pandas reads given the right options, with how many
cells it leaves out. A file is text, or bytes in hexadecimal digits where it is not UTF-8.
"""

import gzip
import io
import json
import pathlib

import pandas
import zstandard

HERE = pathlib.Path(__file__).parent
CASES = []
MARKS = [
    "n.a.", "(null)", "?", "-", "--", ".", "*", "missing", "nil", "#NULL!", "#NUM!", "#DIV/0!", "none",
]


def case(name, data, column=0, ask=None, options=None, rows=None, every=False, **how):
    """A file; pandas reads the column `column` of it, given `how`. `rows` leaves lines away that
    pandas has no option for."""
    data = data if isinstance(data, bytes) else data.encode()
    text = data if rows is None else rows(data)
    how.setdefault("skip_blank_lines", True)
    how.setdefault("na_values", MARKS)
    table = pandas.read_csv(io.BytesIO(text), **how)
    if every:
        values = pandas.Series(table.to_numpy().ravel())
    else:
        values = table.iloc[:, column] if isinstance(column, int) else table[column]
    values = pandas.to_numeric(values)
    expected = [repr(float(x)) for x in values.dropna()]
    one = {"name": name, "expected": expected, "left_out": int(values.isna().sum())}
    try:
        one["text"] = data.decode()
    except UnicodeDecodeError:
        one["hex"] = data.hex()
    if ask is not None:
        one["column"] = ask
    if options:
        one["options"] = options
    assert expected, name
    CASES.append(one)


def lines(*dropped):
    """A text without these lines, counted from 0."""
    def drop(data):
        return b"\n".join(line for i, line in enumerate(data.split(b"\n")) if i not in dropped)
    return drop


# Delimiters.
XY = [("x", "y"), ("1.5", "4"), ("-2.25", "5"), ("3e2", "6")]
for name, sep in [("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|"), ("space", " ")]:
    text = "\n".join(sep.join(row) for row in XY) + "\n"
    case(f"{name}s", text, sep=sep)
    case(f"{name}s, the second column", text, 1, ask="y", sep=sep)
    case(f"{name}s without a header", "\n".join(sep.join(row) for row in XY[1:]), sep=sep, header=None)
    case(f"{name}s around quoted cells", sep.join(['"x"', '"the y"']) + "\n"
         + sep.join(['"1.5"', '"4"']) + "\n" + sep.join(["2.5", '"5"']) + "\n", 1, ask="2", sep=sep)
case("colons, as it was said", "x:y\n1.5:4\n2.5:5\n", sep=":", options={"delimiter": ":"})
case("several blanks", "  x    y\n1.5   4\n 22   5\n", sep=r"\s+")
case("blanks and tabs", "x \t y\n1.5\t 4\n22   5\n", sep=r"\s+")
case("blanks around a table", "   x y   \n  1.5 4   \n 22 5\n", sep=r"\s+")
case("blanks behind commas", "x, y\n1.5, 4\n2.5, 5\n", 1, ask="y", sep=",", skipinitialspace=True)
case("one column", "x\n1.5\n2.5\n")
case("one column without a name", "1.5\n2.5\n", header=None)
case("one column whose name has blanks", "waiting time (min)\n79\n54\n")
case("commas in a name, among semicolons", "a, b;y\n1.5;4\n2.5;5\n", sep=";")
case("semicolons in a name, among commas", "time; UTC,y\n1.5,4\n2.5,5\n")
case("a delimiter in a quoted cell", 'who,x\n"Smith, A",1.5\n"Lee, B",2.5\n', 1)
case("a quote in a quoted cell", 'who,x\n"say ""hi""",1.5\n"5"" pipe",2.5\n', 1)
case("a line end in a quoted cell", 'who,x\n"Main St\nCity",1.5\nb,2.5\n', 1)

# The decimal comma, and what is between thousands.
case("decimal commas among semicolons", "x;y\n1,5;4\n-2,25;5\n", sep=";", decimal=",")
case("decimal commas among tabs", "x\ty\n1,5\t4\n-2,25\t5\n", sep="\t", decimal=",")
case("decimal commas among blanks", "x y\n1,5 4\n-2,25 5\n", sep=r"\s+", decimal=",")
case("decimal commas among bars", "x|y\n1,5|4\n-2,25|5\n", sep="|", decimal=",")
case("decimal commas in quotes", 'x,y\n"1,5","4,25"\n"2,75","5"\n', decimal=",")
case("decimal commas and row numbers", "id;x\n1;1,5\n2;2,5\n3;3,75\n", 1, sep=";", decimal=",")
case("decimal commas without a header", "0,5;2,5\n1,5;3,5\n", sep=";", decimal=",", header=None)
case("decimal commas in one column, as it was said", "1,5\n2,75\n", sep=";", decimal=",", header=None,
     options={"decimal": ","})
case("decimal commas below one name", "x\n1,5\n7,25\n3,5\n", sep=";", decimal=",")
case("decimal commas and an exponent", "x;y\n1,5e3;4\n2,5E-2;5\n", sep=";", decimal=",")
case("decimal commas and whole numbers", "x;y\n1;4\n2;5\n3,5;6\n", sep=";", decimal=",")
case("thousands commas", 'x,y\n"1,234.5",4\n"2,345,678.25",5\n7,6\n', thousands=",")
case("thousands points", "x;y\n1.234,5;4\n2.345.678,25;5\n7;6\n", sep=";", decimal=",", thousands=".")
case("thousands blanks", "x;y\n1 234,5;4\n2 345 678,25;5\n7;6\n", sep=";", decimal=",", thousands=" ")
case("thousands commas among semicolons", "x;y\n1,234.5;4\n2,345.25;5\n", sep=";", thousands=",")
case("thousands commas among tabs", "x\ty\n1,234,567\t4\n2,345\t5\n", sep="\t", thousands=",")
case("thousands apostrophes", "x;y\n1'234.5;4\n2'345.25;5\n", sep=";", thousands="'")
case("three decimals", "x,y\n1.234,4\n2.345,5\n")
case("three decimals, decimal commas", "x;y\n1,234;4\n2,345;5\n12,5;6\n", sep=";", decimal=",")

# Line ends.
case("CRLF", "x,y\r\n1.5,4\r\n2.5,5\r\n")
case("CR", "x,y\r1.5,4\r2.5,5\r")
case("mixed line ends", "x,y\r\n1.5,4\n2.5,5\r3.5,6\n")
case("no line end at the end", "x,y\n1.5,4\n2.5,5")
case("blank lines", "\n\nx,y\n\n1.5,4\n\n\n2.5,5\n\n")
case("lines of blanks", "x,y\n1.5,4\n   \n2.5,5\n", rows=lines(2))
case("lines of delimiters", "x,y\n1.5,4\n,\n2.5,5\n,\n")
case("lines of semicolons", "x;y;z\n1.5;4;1\n;;\n2.5;5;1\n", sep=";")
case("delimiters at the end", "x,y,\n1.5,4,\n2.5,5,\n")
case("delimiters at the end of rows alone", "x,y\n1.5,4,\n2.5,5,\n", index_col=False)
case("semicolons at the end", "x;y;\n1,5;4;\n2,5;5;\n", sep=";", decimal=",")

# Comments and titles.
case("a comment above", "# by R\nx,y\n1.5,4\n2.5,5\n", comment="#")
case("comments above, with delimiters", "# a, b, c\n# d, e, f\nx,y\n1.5,4\n2.5,5\n", comment="#")
case("comments within", "x,y\n1.5,4\n# note\n2.5,5\n# end\n", comment="#")
case("percent signs", "% Matlab\nx,y\n1.5,4\n% note\n2.5,5\n", comment="%")
case("comments in one column", "# note\nx\n1.5\n# another\n2.5\n", comment="#")
case("comments above blanks", "# time value\n1.5 4\n2.5 5\n", 0, sep=" ", comment="#", header=None)
case("a row that begins as a comment", "id,x\n1,4.5\n#2,5.5\n3,6.5\n", 1, ask="x")
case("a header that begins as a comment", "#x,y\n1.5,4\n2.5,5\n")
case("such a row, as it was said", "id,x\n1,4.5\n#2,5.5\n3,6.5\n", 1, ask="x", comment="#",
     options={"comment": "#"})
case("another comment, as it was said", "x,y\n//1.5,4\n2.5,5\n", rows=lines(1),
     options={"comment": "//"})
case("a title", "Times of a geyser\nx,y\n1.5,4\n2.5,5\n", skiprows=1)
case("titles and a blank line", "Report\nby me\n\nx;y\n1,5;4\n2,5;5\n", sep=";", decimal=",", skiprows=2)
case("a title above one column", "Times of a geyser\nx\n1.5\n2.5\n", skiprows=1)
case("a title and a comment", "Title\n# comment\nx,y\n1.5,4\n2.5,5\n", skiprows=1, comment="#")
case("lines to skip, as it was said", "1,2\n3,4\nx,y\n1.5,4\n2.5,5\n", skiprows=2, options={"skip": 2})
case("the delimiter in a line", "sep=;\nx;y\n1,5;4\n2,5;5\n", sep=";", decimal=",", skiprows=1)
case("the delimiter in a line, CRLF", "sep=|\r\nx|y\r\n1.5|4\r\n2.5|5\r\n", sep="|", skiprows=1)

# Names of rows, and tables without names.
case("row names of R", '"","x"\n"1",1.5\n"2",2.5\n"3",4\n', "x")
case("row names of R, a name short", '"x" "y"\n"1" 1.5 4\n"2" 2.5 5\n"3" 4 6\n', "x", sep=" ")
case("row names of R, commas, a name short", '"x","y"\n"a",1.5,4\n"b",2.5,5\n', "x")
case("row names of R, one column", '"x"\n"1" 1.5\n"2" 2.5\n"3" 4\n', "x", sep=" ", index_col=0, header=0,
     names=["x"])
case("row names of pandas", ",x\n0,1.5\n1,2.5\n2,4\n", "x")
case("a header, said to be none", "7,8\n1.5,4\n2.5,5\n", header=None, options={"header": False})
case("one row", "1.5,2.5,4,5\n", header=None, every=True)
case("one row of blanks", "1.5 2.5 4  5\n", sep=r"\s+", header=None, every=True)
case("rows of a list", "1.5 2.5 4\n5 6 7\n8\n", sep=r"\s+", header=None, every=True, names=range(3))
for one in CASES[-1:]:
    one["left_out"] = 0
case("every number, as it was asked", "x,y\n1.5,4\n2.5,5\n", every=True, ask="all")

# Missing observations.
case("empty cells", "x,y\n1.5,4\n,5\n2.5,6\n")
for mark in ["NA", "N/A", "NaN", "NULL", "null", "None", "?", "-", ".", "n/a", "<NA>", "#N/A", "--", "*"]:
    case(f"{mark} for a missing observation", f"x,y\n1.5,4\n{mark},5\n2.5,6\n{mark},7\n")
case("a number for a missing observation", "x,y\n1.5,4\n-999,5\n2.5,6\n", na_values=["-999"],
     options={"missing": ["-999"]})
case("words for a missing observation", "x;y\n1,5;4\ngone;5\nlost;6\n", sep=";", decimal=",",
     na_values=["gone", "lost"], options={"missing": ["gone", "lost"]})
case("missing observations first", "x,y\n?,4\nNA,5\n2.5,6\n")

# Titles, headers and cells that are easily taken for each other.
case("a title above one column, missing cells", "Measurements of today\nx\n6552\nNA\n13888\n", skiprows=1)
case("a title with a comma", "My data, 2020\n\nx,y\n1.5,3\n2.5,3\n", skiprows=2)
case("a title in quotes", '"My data, 2020"\n\nx,y\n1.5,3\n2.5,3\n', skiprows=2)
case("a title with empty cells", "Title,,\n,,\nx,y,z\n1.5,3,1\n2.5,3,1\n", skiprows=2)
case("a title of as many words", "My title\nx y\n1.5 3\n2.5 3\n", sep=" ", skiprows=1)
case("years as names, as it was said", "name,2019,2020\na,1,2\nb,3,4\nc,7,8\n", 1, options={"header": True})
case("years as names, in quotes", '"2019","2020"\n1,2\n3,4\n7,8\n')
case("names behind a comment sign", "# x y\n1.5 3\n2.5 4\n4 6\n", 1, ask="y", sep=" ", header=None, skiprows=1)

# Delimiters at the ends of rows.
case("semicolons at the ends below one name", "x\n1;\n2;\n5;\n", sep=";", index_col=False, names=["x"],
     header=0)
case("commas at the ends below one name", "x\n1.5,\n2.5,\n", index_col=False, names=["x"], header=0)
case("row names and delimiters at the end", "x,\n1,926.998,\n2,-1319.477,\n3,5403.696,\n", 1,
     header=None, skiprows=1)

# Commas in numbers of one column.
case("thousands commas, one column", "x\n5,234.5\n2,345.5\n7,111.2\n", sep=";", thousands=",")
case("thousands commas and 1, 2, 3", "sales\n1,234.50\n2,345.60\n3,456.70\n", sep=";", thousands=",")
case("millions", "x\n5,234,567\n2,345,000\n7,111,222\n", sep=";", thousands=",")
case("thousands commas without a name", "1,234.5\n345.5\n3,111.2\n", sep=";", thousands=",", header=None)
case("thousands commas, as it was said", "x\n10,000\n20,000\n35,000\n", sep=";", thousands=",",
     options={"decimal": "."})
case("row names, as it was said", "x\n10,000\n20,000\n35,000\n", 1, header=None, skiprows=1,
     options={"delimiter": ","})
case("amounts without a name", "1.234,5\n2.345,5\n3.111,2\n", sep=";", decimal=",", thousands=".", header=None)
case("amounts", "Umsatz\n1.234,50\n12.345,50\n999,25\n", sep=";", decimal=",", thousands=".")
case("no-break spaces and decimal commas", "x\n1\u00a0234,5\n345,5\n", sep=";", decimal=",",
     rows=lambda data: data.replace("\u00a0".encode(), b""))
case("decimal commas and a missing one", "2,51\n0,29\n?\n2,97\n", sep=";", decimal=",", header=None)
case("decimal commas and a whole number", "2,51\n0,29\n3\n2,97\n", sep=";", decimal=",", header=None)

# Decimal commas beside other columns.
case("three decimals in quotes", 'g,x\na,"0,125"\nb,"0,250"\nc,"1,375"\n', 1, decimal=",")
case("three decimals in quotes, as it was said", 'g,x\na,"1,125"\nb,"2,250"\n', 1, decimal=",",
     options={"decimal": ","})
case("decimal commas among bars without a header", "1|0,06\n2|1,03\n3|1,00\n", 1, ask="2", sep="|",
     decimal=",", header=None)
case("names and decimal commas among blanks", "a 0,06\nb 1,03\nc 1,00\n", 1, sep=" ", decimal=",", header=None)
case("dates and decimal commas among blanks", "01.02.2020 1,5\n02.02.2020 2,5\n", 1, sep=" ", decimal=",",
     header=None)
case("decimal commas and missing ones among blanks", "g x\na 5,423\nb NA\nc -2,044\n", 1, sep=" ", decimal=",")
case("a text like a decimal comma", 'text;x\n"foo, bar";1.234\n"1,5";2.345\nbaz;4.567\n', 1, sep=";")
case("thousands blanks among commas", "x,y\n1 234,5\n2 345,5\n3 456,5\n", thousands=" ")

# Lists that are no tables.
for name, text in [("Python", "[1.5, 2.5, 4.0]"), ("R", "c(1.5, 2.5, 4)"), ("R, printed", " [1] 1.5 2.5 4.0"),
                   ("JSON", "[\n1.5,\n2.5,\n4\n]"), ("NumPy", "array([1.5, 2.5, 4. ])"),
                   ("a row behind a name", "x\t1.5\t2.5\t4"), ("an assignment", "x = [1.5, 2.5, 4]")]:
    case(f"a list of {name}", text + "\n", header=None, rows=lambda _: b"1.5\n2.5\n4\n")
case("a row with an empty cell", "1.5;2.5;;4\n", sep=";", header=None, every=True)
case("rows of two lengths", "1.5,2.5,4,\n5,6,\n", header=None, every=True, names=range(3), index_col=False)
CASES[-1]["left_out"] = 0
case("rows of two and one", "1.5,2.5\n3.5\n", header=None, every=True, names=range(2))
CASES[-1]["left_out"] = 0

# Further marks of missing observations.
case("errors of Excel in one column", "x\n1\n#N/A\n2\n#DIV/0!\n# a comment\n4\n", rows=lines(5))
case("a mark with a comma", "x;y\n1,5;1\n-99,9;2\n2,5;3\n", sep=";", decimal=",", na_values=["-99,9", "-99.9"],
     options={"missing": ["-99,9"]})

# Charsets and compression.
TEXT = "größe;höhe\n1,5;4\n2,25;5\n"
ASCII = "x;y\n1,5;4\n2,25;5\n"
GERMAN = {"sep": ";", "decimal": ","}
case("a byte order mark", "\ufeff" + TEXT, ask="größe", **GERMAN)
case("UTF-8", TEXT, ask="größe", **GERMAN)
case("Latin-1", TEXT.encode("latin-1"), ask="größe", encoding="latin-1", **GERMAN)
case("Windows-1252", "preis €;y\n1,5;4\n2,25;5\n".encode("cp1252"), ask="preis €", encoding="cp1252", **GERMAN)
case("Latin-1 far behind the beginning", ("x,y\n" + "1.5,a\n" * 30 + "2.5,é\n").encode("latin-1"),
     encoding="latin-1")
case("UTF-16", TEXT.encode("utf-16"), ask="größe", encoding="utf-16", **GERMAN)
case("UTF-16, big-endian", b"\xfe\xff" + TEXT.encode("utf-16-be"), ask="größe", encoding="utf-16", **GERMAN)
case("UTF-16 without a mark", ASCII.encode("utf-16-le"), encoding="utf-16-le", **GERMAN)
case("gzip", gzip.compress(ASCII.encode(), mtime=0), compression="gzip", **GERMAN)
case("gzip in two parts", gzip.compress(b"x,y\n1.5,4\n", mtime=0) + gzip.compress(b"2.5,5\n", mtime=0),
     compression="gzip")
case("gzip of UTF-16", gzip.compress(TEXT.encode("utf-16"), mtime=0), ask="größe", compression="gzip",
     encoding="utf-16", **GERMAN)
case("zstd", zstandard.compress(ASCII.encode()), compression="zstd", **GERMAN)
case("zstd, with a checksum", zstandard.ZstdCompressor(write_checksum=True).compress(ASCII.encode()),
     compression="zstd", **GERMAN)

# Sizes.
case("a long cell", "who,x\n" + "n" * 70_000 + ",1.5\nb,2.5\n", 1)
case("many columns", ",".join(f"c{i}" for i in range(500)) + "\n" + ",".join(["1.5"] * 500) + "\n"
     + ",".join(["2.5"] * 500) + "\n", 499, ask="c499")
case("many numbers in a row", ";".join(str(i / 8) for i in range(1000)) + "\n", sep=";", header=None, every=True)
case("a wide number", "x,y\n123456789012345678901234567890.5,4\n0.1234567890123456789,5\n")

(HERE / "cases.json").write_text(json.dumps(CASES, indent=0, ensure_ascii=True) + "\n")
print(len(CASES), "cases")
