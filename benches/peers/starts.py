#!/usr/bin/env python3
"""Many starts, and a scan over K, in scikit-learn and in emstep: the time and the best ℓ.

Both draw their own starts from the observations (`init_params="random_from_data"`, `--start random-observations`),
run EM to the same tolerance, |Δℓ| per observation below 1e-7, and keep the best. The starts differ, so that ℓ need
not agree; what is compared is the time for as many starts.

    benches/peers/starts.py [--rows 100000] [--large-rows 10000000] [--starts 50]

It needs a release build of emstep, and installs what benches/peers/compare.py does.
"""

import argparse
import json
import subprocess
import time
import warnings

from compare import EMSTEP, FOLDER, enter_environment, make_data

COMPONENTS = 3
RANGE = (1, 6)
SCAN_STARTS = 10
TOLERANCE = 1e-7


def emstep(path, *options):
    """Returns the seconds without reading and condensing the data, and what was printed."""
    command = [EMSTEP, "fit", path, "--timings", "--format", "json", "--tolerance", str(TOLERANCE), *options]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    timings = answer["timings"]
    return timings["total_s"] - timings["load_s"] - (timings["condense_s"] or 0.0), answer


def sklearn_fit(x, components, starts):
    """Returns ℓ of the best of many starts."""
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(
        components, n_init=starts, init_params="random_from_data", tol=TOLERANCE, max_iter=1000, random_state=1
    )
    return model.fit(x).lower_bound_ * len(x), model.bic(x)


def row(what, rows, name, seconds, result):
    print(f"| {what} | {rows:,} | {name} | {seconds:,.2f} s | {result} |", flush=True)


def compare_starts(rows, starts, with_peer):
    what = f"{starts} starts, K = {COMPONENTS}"
    path = make_data(rows, COMPONENTS)
    seconds, answer = emstep(path, "-k", str(COMPONENTS), "--restarts", str(starts))
    row(what, rows, "emstep", seconds, f"ℓ = {answer['maxima'][0]['log_likelihood']:,.3f}")
    if with_peer:
        import numpy

        x = numpy.fromfile(path, dtype="<f8")[:, None]
        began = time.perf_counter()
        log_likelihood, _ = sklearn_fit(x, COMPONENTS, starts)
        row(what, rows, "scikit-learn", time.perf_counter() - began, f"ℓ = {log_likelihood:,.3f}")


def compare_scan(rows):
    import numpy

    first, last = RANGE
    what = f"K = {first} to {last}, {SCAN_STARTS} starts each"
    path = make_data(rows, COMPONENTS)
    options = ["--components", f"{first}..{last}", "--restarts", str(SCAN_STARTS)]
    seconds, answer = emstep(path, *options)
    fits = [fit for fit in answer["scan"] if "bic" in fit]
    best = min(fits, key=lambda fit: fit["bic"])
    row(what, rows, "emstep (free and equal variances)", seconds, f"K = {best['components']}, {best['variances']}")
    x = numpy.fromfile(path, dtype="<f8")[:, None]
    began = time.perf_counter()
    scores = {k: sklearn_fit(x, k, SCAN_STARTS)[1] for k in range(first, last + 1)}
    row(what, rows, "scikit-learn (free)", time.perf_counter() - began, f"K = {min(scores, key=scores.get)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--large-rows", type=int, default=10_000_000)
    parser.add_argument("--starts", type=int, default=50)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    FOLDER.mkdir(parents=True, exist_ok=True)
    print("| what | n | | time | result |\n|---|---|---|---|---|")
    compare_starts(options.rows, options.starts, True)
    compare_starts(options.large_rows, options.starts, False)
    compare_scan(options.rows // 10)


if __name__ == "__main__":
    enter_environment()
    main()
