#!/usr/bin/env python3
"""From a Parquet file with nothing known of it to the first frame of the stepper, by way of DuckDB; and an iteration of EM
there, in scikit-learn and in Spark.

    benches/peers/warehouse.py [--rows 100000000] [--sklearn-rows 20000000] [--spark-rows 1000000] [--rounds 3]

It needs python3 with venv and pip, Java for Spark (which is left out without it) and `cargo build --release --features
parquet`; what it installs and writes goes to target/peers. Engines get two threads. Who does not agree on θ ends it with an
error.
"""

import argparse
import json
import os
import pathlib
import platform
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time

from compare import EMSTEP, FOLDER, run_sklearn

# Where every peer starts: near the truth, not at it.
THETA = [1 / 3, 1 / 3, 1 / 3], [0.5, 3.5, 6.5], [2.0, 2.0, 2.0]
PACKAGES = ["duckdb", "numpy", "pyarrow", "pyspark", "scikit-learn"]
# Spark stops at no tolerance and keeps variances as they are, but adds 2⁻⁵² to each density.
AGREEMENT = {"exact": 1e-9, "scikit-learn": 1e-9, "Spark": 1e-6}
PIECE = 1_000_000


def enter_environment():
    """Runs this script again where the peers are, after installing them there."""
    python = FOLDER / "warehouse" / "bin" / "python"
    if pathlib.Path(sys.prefix) == python.parents[1]:
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER / "warehouse"], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    os.execv(python, [str(python), *sys.argv])


def make_data(rows):
    """Three Gaussians three σ apart, with a fixed seed, in Parquet as pyarrow writes it."""
    import numpy
    import pyarrow
    import pyarrow.parquet

    path = FOLDER / f"warehouse-{rows}.parquet"
    if path.exists():
        return path
    random = numpy.random.default_rng(1)
    schema = pyarrow.schema([("x", pyarrow.float64())])
    part = path.with_suffix(".part")
    with pyarrow.parquet.ParquetWriter(part, schema, use_dictionary=False) as writer:
        for start in range(0, rows, PIECE):
            many = min(PIECE, rows - start)
            x = 3.0 * random.integers(0, 3, many) + random.normal(size=many)
            writer.write_table(pyarrow.table({"x": x}))
    part.rename(path)
    return path


def first_rows(path, count):
    """The first values of the column."""
    import pyarrow.parquet

    file = pyarrow.parquet.ParquetFile(path)
    groups = range(min(file.num_row_groups, -(-count // PIECE)))
    return file.read_row_groups(list(groups)).column("x").to_numpy()[:count]


def text(*arguments):
    """What emstep prints, and how long it took."""
    began = time.perf_counter()
    printed = subprocess.run([EMSTEP, *map(str, arguments)], check=True, capture_output=True, text=True)
    return printed.stdout, time.perf_counter() - began


DUCKDB = """
import sys, duckdb
duckdb.execute("SET threads = 2; SET enable_progress_bar = false")
duckdb.sql(sys.stdin.read()).write_csv(sys.argv[1])
"""


def duckdb(query, result):
    """Runs a query in a process of its own, as the command line would; returns how long it took."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", DUCKDB, result], input=query, check=True, text=True)
    return time.perf_counter() - began


def first_frame(path):
    """How long the stepper takes from its start to the end of its first frame, in a pseudo-terminal."""
    child, terminal = None, None
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        termios.tcsetwinsize(0, (40, 120))
        os.execve(EMSTEP, ["emstep", str(path), "-k", "3"], os.environ | {"TERM": "xterm-256color"})
    seen = b""
    # A frame is a synchronized update, and the title says how many bins there are.
    while b"bins" not in seen or b"\x1b[?2026l" not in seen[seen.index(b"bins"):]:
        if not select.select([terminal], [], [], 60)[0]:
            sys.exit(f"no frame in a minute; the terminal got {seen[-300:]!r}")
        seen += os.read(terminal, 1 << 16)
    took = time.perf_counter() - began
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return took


def warehouse(path):
    """From nothing to the first frame: the seconds of each part."""
    scout, sums = FOLDER / "scout.csv", FOLDER / "sums.csv"
    of = ["sql", "--dialect", "duckdb", "--table", path, "--column", "x"]
    first, printed = text(*of)
    one = duckdb(first, scout)
    second, printed_too = text(*of, "--scout", scout)
    two = duckdb(second, sums)
    opened = first_frame(sums)
    own = printed + printed_too + opened
    return {"first": one, "second": two, "own": own, "all": one + two + own, "opened": opened}


def fit(path, *options):
    """Ten iterations of emstep: seconds per iteration and θ."""
    weights, means, variances = (",".join(map(repr, part)) for part in THETA)
    theta = ["--weights", weights, "--means", means, "--variances", variances]
    printed, _ = text("fit", path, "--steps", 10, "--timings", "--format", "json", *theta, *options)
    answer = json.loads(printed)
    last = answer["trace"][-1]
    return answer["timings"], [last["weights"], last["means"], last["variances"]]


SPARK = """
import json, sys, time
from types import SimpleNamespace
from pyspark.sql import SparkSession
from pyspark.mllib.clustering import GaussianMixture
from pyspark.mllib.linalg import DenseMatrix, Vectors
from pyspark.mllib.stat.distribution import MultivariateGaussian

path, rows, theta = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
spark = SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
import pyarrow.parquet
x = pyarrow.parquet.ParquetFile(path).read().column("x").to_numpy()
data = spark.sparkContext.parallelize(x, 2).map(lambda x: Vectors.dense([x])).cache()
data.count()
gaussians = [MultivariateGaussian(Vectors.dense([m]), DenseMatrix(1, 1, [v])) for m, v in zip(theta[1], theta[2])]
# The model's own class only wraps one that was trained.
start = SimpleNamespace(weights=theta[0], gaussians=gaussians, k=len(theta[0]))
def train(iterations):
    began = time.perf_counter()
    model = GaussianMixture.train(data, start.k, 0.0, iterations, initialModel=start)
    return time.perf_counter() - began, model
short, _ = train(1)
long, model = train(10)
theta = [list(model.weights), [g.mu[0] for g in model.gaussians], [float(g.sigma.toArray()[0, 0]) for g in model.gaussians]]
print(json.dumps({"seconds": (long - short) / 9, "all": long, "theta": [list(map(float, part)) for part in theta]}))
"""


def spark(path, rows):
    """Spark's mixture from the same θ₀."""
    script = FOLDER / "spark_mixture.py"
    script.write_text(SPARK)
    command = [sys.executable, script, path, str(rows), json.dumps(THETA)]
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable}
    printed = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(printed.stdout.splitlines()[-1])


def check(name, theta, reference):
    """Ends the comparison if a peer's θ is not the reference's."""
    import numpy

    for mine, theirs in zip(theta, reference):
        off = float(numpy.max(numpy.abs(numpy.asarray(mine) / numpy.asarray(theirs) - 1.0)))
        if off > AGREEMENT[name]:
            sys.exit(f"{name} disagrees on θ by {off:.1e}: {mine} against {theirs}")
    return max(
        float(numpy.max(numpy.abs(numpy.asarray(a) / numpy.asarray(b) - 1.0)))
        for a, b in zip(theta, reference)
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--sklearn-rows", type=int, default=20_000_000)
    parser.add_argument("--spark-rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    FOLDER.mkdir(parents=True, exist_ok=True)
    path = make_data(options.rows)
    print("| what | n | | time | how θ agrees |\n|---|---|---|---|---|", flush=True)

    def row(what, rows, who, seconds, off=""):
        time = f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1e3:.2f} ms"
        print(f"| {what} | {rows:,} | {who} | {time} | {off} |", flush=True)

    runs = [warehouse(path) for _ in range(options.rounds)]
    for part, what in [("all", "from nothing to the first frame"), ("first", "of it the first pass"),
                       ("second", "of it the second pass"), ("own", "of it emstep's own part"),
                       ("opened", "of this opening the table")]:
        who = "DuckDB" if part in ("first", "second") else "emstep"
        row(what, options.rows, who if part != "all" else "DuckDB and emstep",
            statistics.median(run[part] for run in runs))
    timings, condensed = fit(FOLDER / "sums.csv")
    own = timings["iteration_s"]
    exact, reference = fit(path, "--exact", "--threads", "2")
    off = check("exact", condensed, reference)
    row("an iteration", options.rows, "emstep, the table", own, f"{off:.0e}")
    row("an iteration", options.rows, "emstep --exact, 2 threads", exact["iteration_s"], "the reference")

    few = make_data(options.sklearn_rows)
    seconds, theta = run_sklearn(first_rows(few, options.sklearn_rows), THETA, 10)
    _, reference = fit(few, "--exact", "--threads", "2")
    off = check("scikit-learn", theta, reference)
    row("an iteration", options.sklearn_rows, "scikit-learn", seconds, f"{off:.0e}")
    scaled = seconds * options.rows / options.sklearn_rows
    print(f"\nscikit-learn, scaled to {options.rows:,} rows in proportion: {scaled:.1f} s, {scaled / own:,.0f} times emstep's\n")

    if shutil.which("java") is None:
        print("Spark: there is no java")
    else:
        few = make_data(options.spark_rows)
        answer = spark(few, options.spark_rows)
        timings, reference = fit(few, "--exact", "--threads", "2")
        off = check("Spark", answer["theta"], reference)
        print("| what | n | | time | how θ agrees |\n|---|---|---|---|---|")
        row("an iteration", options.spark_rows, "Spark, local[2]", answer["seconds"], f"{off:.0e}")
        row("ten iterations", options.spark_rows, "Spark, local[2]", answer["all"])
        row("an iteration", options.spark_rows, "emstep --exact, 2 threads", timings["iteration_s"], "the reference")
        scaled = answer["seconds"] * options.rows / options.spark_rows
        print(f"\nSpark, scaled to {options.rows:,} rows in proportion: {scaled:.0f} s, {scaled / own:,.0f} times emstep's")

    import numpy
    import sklearn

    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), "")
    print(f"\n{model}, {os.cpu_count()} cores; Python {platform.python_version()}, numpy {numpy.__version__}, "
          f"scikit-learn {sklearn.__version__}; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    enter_environment()
    main()
