"""Writes the files that the test binary `parquet` reads: python make.py (pyarrow and duckdb)."""

import datetime
import decimal
import math
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent / "files"
N = 6

types = pa.table({
    "id": pa.array(range(1, N + 1), pa.int64()),
    "name": pa.array(["a", "b", None, "d", "e", "f"]),
    "x": pa.array([1.5, None, math.nan, -2.0, 1e6, 0.25], pa.float64()),
    "single": pa.array([0.5, -0.25, 0.125, None, 3.0, 1e30], pa.float32()),
    "small": pa.array([-128, 127, 0, None, 5, 6], pa.int8()),
    "unsigned": pa.array([2**32 - 1, 0, 1, 2, 3, 4], pa.uint32()),
    "large": pa.array([2**64 - 1, 0, 1, 2, 3, None], pa.uint64()),
    "price": pa.array([decimal.Decimal(t) for t in ["1.25", "-0.10", "7.00", "0", "9.99", "3"]],
                      pa.decimal128(9, 2)),
    "long_price": pa.array([decimal.Decimal(t) for t in
                            ["12345678901234567890.123", "-1", "0.001", "0", "5", "6"]],
                           pa.decimal128(30, 3)),
    "day": pa.array([datetime.date(2024, 2, 29)] * N),
    "at": pa.array([datetime.datetime(2024, 2, 29)] * N),
    "is_old": pa.array([True, False] * 3),
    "marks": pa.array([[1.0, 2.0], [], None, [3.0], [4.0], [5.0]]),
    "place": pa.array([{"height": float(i)} for i in range(N)]),
    "weight": pa.array([1.0, 2.0, 3.0, 0.0, 0.5, 4.0]),
    "infinite": pa.array([1.0, 2.0, 3.0, math.inf, 5.0, 6.0]),
})
pq.write_table(types, HERE / "types.parquet", row_group_size=2)

# Every other value is missing, so that levels are written, and values repeat, so that there is a
# dictionary.
x = [None if i % 2 else float(i % 14) / 4 for i in range(120)]
codecs = [("none", "none", "1.0"), ("snappy", "snappy", "1.0"), ("gzip", "gzip", "1.0"),
          ("lz4", "lz4", "1.0"), ("zstd", "zstd", "1.0"), ("zstd2", "zstd", "2.0"),
          ("snappy2", "snappy", "2.0"), ("brotli", "brotli", "1.0")]
for name, codec, page in codecs:
    pq.write_table(pa.table({"x": x}), HERE / f"{name}.parquet", compression=codec,
                   data_page_version=page, row_group_size=50)

pq.write_table(
    pa.table({"split": [i / 8 for i in range(100)],
              "delta": pa.array([i * i for i in range(100)], pa.int32())}),
    HERE / "encodings.parquet", use_dictionary=False,
    column_encoding={"split": "BYTE_STREAM_SPLIT", "delta": "DELTA_BINARY_PACKED"})

# Condensed tables, as DuckDB writes what `table.csv` and `groups.csv` say.
for name in ["table", "groups"]:
    duckdb.sql(f"COPY (FROM read_csv('{HERE / name}.csv')) TO '{HERE / name}.parquet' "
               "(FORMAT parquet, COMPRESSION zstd)")
