"""Runs queries in one session of Spark: reads the names of two files a line, a query and where its
result goes as CSV, and answers "done", or "failed" with the reason."""

import csv
import sys

from pyspark.sql import SparkSession

rows, scratch = sys.argv[1:]
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "4")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.warehouse.dir", scratch)
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
table = spark.read.csv(
    rows,
    header=True,
    escape='"',
    schema="`case` STRING, `x.y` DOUBLE, `we\"ight` DOUBLE, `größe` STRING",
    positiveInf="Infinity",
    negativeInf="-Infinity",
)
# The file is gone after this.
table.write.parquet(scratch + "/rows")
spark.read.parquet(scratch + "/rows").createTempView("select")
print("ready", flush=True)
for line in sys.stdin:
    query, result = line.rstrip("\n").split("\t")
    try:
        with open(query, encoding="utf-8") as file:
            found = spark.sql(file.read().rstrip().rstrip(";"))
        with open(result, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(found.columns)
            writer.writerows([repr(c) if isinstance(c, float) else c for c in row]
                             for row in found.collect())
        print("done", flush=True)
    except Exception as error:  # whatever it is, the test says it
        print("failed", str(error).replace("\n", " "), flush=True)
