#!/usr/bin/env python3
"""An iteration of EM in scikit-learn, in hand-written numpy, in mclust where R has it, and in emstep, side by side.

All get the same data, the same θ₀ and the same number of iterations, in turn and several times over, each in a
process of its own so that its memory is its own. Who does not agree on ℓ and θ ends the comparison with an error.

    benches/peers/compare.py [--rows 1000000] [--condensed-rows 10000000] [--iterations 10] [--rounds 3]

It needs python3 with venv, pip and a release build of emstep; what it installs goes to target/peers.
"""

import argparse
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target" / "peers"
EMSTEP = ROOT / "target" / "release" / "emstep"
COMPONENTS = (2, 8)
# Sums in another order differ in their last digits; a wrong formula differs in the first.
AGREEMENT = 1e-9


def enter_environment():
    """Runs this script again where scikit-learn and numpy are, after installing them there."""
    python = FOLDER / "venv" / "bin" / "python"
    if pathlib.Path(sys.prefix) == python.parents[1]:
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER / "venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "scikit-learn", "numpy"], check=True)
    os.execv(python, [str(python), *sys.argv])


def make_data(rows, components):
    """A mixture of Gaussians three σ apart, with a fixed seed, as a file of little-endian f64."""
    import numpy

    path = FOLDER / f"draws-{rows}-{components}.f64"
    if not path.exists():
        random = numpy.random.default_rng(1)
        which = random.integers(0, components, rows)
        (3.0 * which + random.normal(size=rows)).astype("<f8").tofile(path)
    return path


def theta_zero(components):
    """Where every peer starts: near the truth, not at it."""
    means = [3.0 * k + 0.5 for k in range(components)]
    return [1.0 / components] * components, means, [2.0] * components


def log_densities(x, theta):
    """ln p(x_i, k; θ), a row an observation."""
    import numpy

    weights, means, variances = (numpy.asarray(part) for part in theta)
    squares = (x[:, None] - means) ** 2 / variances
    return numpy.log(weights) - 0.5 * (numpy.log(2.0 * numpy.pi * variances) + squares)


def log_sums(joints):
    import numpy

    largest = joints.max(axis=1)
    return largest + numpy.log(numpy.exp(joints - largest[:, None]).sum(axis=1))


def run_numpy(x, theta, iterations):
    """The textbook's loop, vectorised: one γ matrix an iteration."""
    import numpy

    began = time.perf_counter()
    for _ in range(iterations):
        joints = log_densities(x, theta)
        gamma = numpy.exp(joints - log_sums(joints)[:, None])
        counts = gamma.sum(axis=0)
        means = gamma.T @ x / counts
        variances = (gamma * (x[:, None] - means) ** 2).sum(axis=0) / counts
        theta = counts / len(x), means, variances
    return (time.perf_counter() - began) / iterations, theta


def run_sklearn(x, theta, iterations):
    """GaussianMixture from the same θ₀, without its floor under variances. Its fit makes one E-step more at its end and checks its
    input at its beginning, so the time an iteration is that of a longer fit minus that of a shorter one."""
    import warnings

    from sklearn.mixture import GaussianMixture

    warnings.simplefilter("ignore")
    weights, means, variances = theta

    def fit(count):
        model = GaussianMixture(
            len(weights),
            covariance_type="diag",
            tol=0.0,
            reg_covar=0.0,
            max_iter=count,
            weights_init=weights,
            means_init=[[mean] for mean in means],
            precisions_init=[[1.0 / variance] for variance in variances],
        )
        began = time.perf_counter()
        model.fit(x[:, None])
        return time.perf_counter() - began, model

    short, _ = fit(1)
    long, model = fit(iterations)
    theta = model.weights_, model.means_.ravel(), model.covariances_.ravel()
    return (long - short) / (iterations - 1), theta


PEERS = {"numpy": run_numpy, "scikit-learn": run_sklearn}

MCLUST = r"""
library(mclust)
a <- commandArgs(TRUE); k <- as.integer(a[2]); steps <- as.integer(a[3])
n <- file.info(a[1])$size / 8; x <- readBin(a[1], "double", n, endian = "little")
p <- list(pro = rep(1 / k, k), mean = 3 * (seq_len(k) - 1) + 0.5,
          variance = list(modelName = "V", d = 1, G = k, sigmasq = rep(2, k)))
run <- function(m) system.time(r <<- em(modelName = "V", data = x, parameters = p, control = emControl(tol = c(0, 0), itmax = c(m, m))))[["elapsed"]]
short <- run(1); long <- run(steps)
cat(sprintf('{"seconds": %.9g, "theta": [[%s], [%s], [%s]]}', (long - short) / (steps - 1),
    paste(sprintf("%.17g", r$parameters$pro), collapse = ","),
    paste(sprintf("%.17g", r$parameters$mean), collapse = ","),
    paste(sprintf("%.17g", r$parameters$variance$sigmasq), collapse = ",")))
"""


def child(arguments):
    """One peer in a process of its own: prints its time, its θ and its peak memory."""
    import numpy

    name, path, components, iterations = arguments
    x = numpy.fromfile(path, dtype="<f8")
    seconds, theta = PEERS[name](x, theta_zero(int(components)), int(iterations))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    theta = [list(map(float, part)) for part in theta]
    print(json.dumps({"seconds": seconds, "theta": theta, "peak": peak}))


def run_peer(name, path, components, iterations):
    command = [sys.executable, __file__, "--child", name, path, str(components), str(iterations)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def run_mclust(path, components, iterations):
    command = ["Rscript", "-e", MCLUST, str(path), str(components), str(iterations)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return answer | {"peak": None}


def run_emstep(options, path, components, iterations):
    weights, means, variances = (",".join(map(repr, part)) for part in theta_zero(components))
    command = [EMSTEP, "fit", path, "--steps", str(iterations), "--timings", "--format", "json"]
    command += ["--weights", weights, "--means", means, "--variances", variances, *options]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    last, timings = answer["trace"][-1], answer["timings"]
    theta = [last["weights"], last["means"], last["variances"]]
    return {"seconds": timings["iteration_s"], "theta": theta, "peak": timings["peak_bytes"],
            "log_likelihood": last["log_likelihood"]}


def has_mclust():
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(mclust)"], capture_output=True).returncode == 0


def check(name, answer, reference, log_likelihood):
    """Ends the comparison where a peer's θ, or ℓ at it, is not the reference's."""
    import numpy

    for mine, theirs in zip(answer["theta"], reference):
        if not numpy.allclose(mine, theirs, rtol=AGREEMENT, atol=AGREEMENT):
            sys.exit(f"{name} disagrees on θ: {mine} against {theirs}")
    own = answer.get("log_likelihood", log_likelihood)
    if abs(own / log_likelihood - 1.0) > AGREEMENT:
        sys.exit(f"{name} disagrees on ℓ: {own} against {log_likelihood}")


def compare(runners, rows, components, iterations, rounds):
    """Each in turn, several times over; a row of the table for each."""
    import numpy

    path = make_data(rows, components)
    answers = {name: [] for name in runners}
    for _ in range(rounds):
        for name, run in runners.items():
            answers[name].append(run(path, components, iterations))
    reference = answers["numpy" if "numpy" in answers else next(iter(answers))][0]["theta"]
    x = numpy.fromfile(path, dtype="<f8")
    pieces = numpy.array_split(x, max(1, rows // 1_000_000))
    log_likelihood = sum(float(log_sums(log_densities(x, reference)).sum()) for x in pieces)
    medians = {}
    for name, runs in answers.items():
        for answer in runs:
            check(name, answer, reference, log_likelihood)
        medians[name] = statistics.median(answer["seconds"] for answer in runs)
    slowest = medians.get("scikit-learn")
    for name, seconds in medians.items():
        peak = answers[name][0]["peak"]
        memory = "" if peak is None else f"{peak / 2**20:,.0f} MiB"
        times = "" if slowest is None else f"{slowest / seconds:,.1f}"
        print(f"| {rows:,} | {components} | {name} | {seconds * 1e3:,.3f} ms | {times} | {memory} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--condensed-rows", type=int, default=10_000_000)
    parser.add_argument("--iterations", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    import numpy
    import sklearn

    FOLDER.mkdir(parents=True, exist_ok=True)
    exact = {f"emstep --exact, {n} thread{'s' * (n > 1)}": ["--exact", "--threads", str(n)] for n in (1, 2)}
    ours = exact | {"emstep, condensed": []}
    runners = {name: lambda *a, name=name: run_peer(name, *a) for name in PEERS}
    if has_mclust():
        runners["mclust"] = run_mclust
    else:
        print("mclust: R or the package is not here\n")
    runners |= {name: lambda *a, o=o: run_emstep(o, *a) for name, o in ours.items()}
    print("| n | K | | an iteration, median | times as fast as scikit-learn | peak memory |\n|---|---|---|---|---|---|")
    for components in COMPONENTS:
        compare(runners, options.rows, components, options.iterations, options.rounds)
    # At this size a γ matrix takes gigabytes: once is enough.
    large = {name: run for name, run in runners.items() if name not in ("numpy", "mclust")}
    compare(large, options.condensed_rows, 3, options.iterations, 1)
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), "")
    print(f"\n{model}, {os.cpu_count()} cores; Python {platform.python_version()}, "
          f"numpy {numpy.__version__}, scikit-learn {sklearn.__version__}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2:])
    else:
        enter_environment()
        main()
