#!/usr/bin/env python3
"""EM for mixtures of Gaussians in exact arithmetic: the references that tests/statistics/exact.rs reads.

    pip install mpmath && python3 tests/statistics/exact/reference.py

writes one JSON file a case beside this script. Nothing is drawn at random without a fixed seed, so
the files come out the same. Observations, weights and theta_0 are f64 and are written as the shortest
text that reads back to the same f64; everything EM computes is carried with 80 digits, theta never
rounded between iterations, and written with 25. All numbers are text: a JSON reader may round.
"""

import json
import pathlib
import random

from mpmath import mp, mpf

mp.dps = 80
HERE = pathlib.Path(__file__).parent


def log_normal(x, mean, variance):
    return -(mp.log(2 * mp.pi) + mp.log(variance) + (x - mean) ** 2 / variance) / 2


def e_step(xs, ws, theta):
    """gamma, a row an observation, and l(theta)."""
    gamma, log_likelihood = [], mpf(0)
    for x, w in zip(xs, ws):
        joint = [p * mp.exp(log_normal(x, m, v)) for p, m, v in theta]
        total = sum(joint)
        gamma.append([j / total for j in joint])
        log_likelihood += w * mp.log(total)
    return gamma, log_likelihood


def m_step(xs, ws, gamma):
    theta = []
    for k in range(len(gamma[0])):
        wg = [w * row[k] for w, row in zip(ws, gamma)]
        n_k = sum(wg)
        mean = sum(g * x for g, x in zip(wg, xs)) / n_k
        variance = sum(g * (x - mean) ** 2 for g, x in zip(wg, xs)) / n_k
        theta.append((n_k / sum(ws), mean, variance))
    return theta


def lower_bound(xs, ws, gamma, theta):
    """F = sum of gamma ln(p(x, k; theta) / gamma)."""
    return sum(
        w * g * (mp.log(p) + log_normal(x, m, v) - mp.log(g))
        for x, w, row in zip(xs, ws, gamma)
        for g, (p, m, v) in zip(row, theta)
    )


def text(value):
    return mp.nstr(value, 25, min_fixed=0, max_fixed=0)


def write(name, values, theta, iterations, weights=None):
    xs = [mpf(x) for x in values]
    ws = [mpf(w) for w in weights or [1.0] * len(xs)]
    current = [tuple(map(mpf, c)) for c in theta]
    gamma, log_likelihood = e_step(xs, ws, current)
    trace = []
    for t in range(iterations + 1):
        bound = None
        if t > 0:
            current = m_step(xs, ws, gamma)
            bound = text(lower_bound(xs, ws, gamma, current))
            gamma, log_likelihood = e_step(xs, ws, current)
        columns = list(zip(*current))
        trace.append({
            "weights": [text(p) for p in columns[0]],
            "means": [text(m) for m in columns[1]],
            "variances": [text(v) for v in columns[2]],
            "log_likelihood": text(log_likelihood),
            "lower_bound": bound,
        })
    case = {
        "values": [repr(x) for x in values],
        "weights": weights and [repr(w) for w in weights],
        "theta": [[repr(number) for number in c] for c in theta],
        "trace": trace,
    }
    lines = json.dumps(case, indent=1)
    (HERE / f"{name}.json").write_text(lines + "\n")
    print(name, len(lines))


def normals(seed, n, mean=0.0, sd=1.0):
    source = random.Random(seed)
    return [mean + sd * source.gauss(0.0, 1.0) for _ in range(n)]


def two_groups(seed, scale=1.0):
    return [scale * x for x in normals(seed, 35, -1.5, 1.0) + normals(seed + 1, 25, 2.0, 0.7)]


def main():
    write("homework", [-1.0, 0.0, 4.0, 5.0, 6.0], [(0.5, 6.0, 1.0), (0.5, 7.0, 4.0)], 7)

    plain = two_groups(10)
    start = [(0.5, -1.0, 2.0), (0.5, 1.0, 2.0)]
    write("ordinary", plain, start, 12)
    three = plain + normals(12, 30, 6.0, 1.5)
    write("three_components", three, [(0.3, -2.0, 1.0), (0.3, 1.0, 3.0), (0.4, 5.0, 2.0)], 12)
    source = random.Random(13)
    write("weighted", plain, start, 8, [round(source.uniform(0.05, 9.0), 3) for _ in plain])
    mixed = normals(14, 30, 0.3, 1e-3) + normals(15, 40, 0.0, 1e3)
    write("narrow_and_wide", mixed, [(0.4, 0.0, 1.0), (0.6, 10.0, 1e5)], 8)

    billion = normals(20, 80, 1e9, 1.0)
    write("billion_near", billion, [(0.5, 1e9 - 0.5, 1.0), (0.5, 1e9 + 0.75, 2.0)], 10)
    write("billion_far", billion, [(0.5, 0.0, 1e18), (0.5, 1.0, 4e18)], 6)
    # z = 10,000 for both components, and yet gamma is decided by a difference of order one.
    write("billion_far_and_narrow", billion, [(0.5, 0.0, 1e10), (0.5, 1.0, 1e10)], 6)
    write("billion_beside", billion, [(0.5, 1e9 - 40.0, 1.0), (0.5, 1e9 + 39.0, 1.0)], 6)
    # Sums over several blocks, whose means differ.
    blocks = normals(21, 300, 1e9 - 1.0, 1.0) + normals(22, 300, 1e9 + 2.0, 0.5)
    write("billion_in_blocks", blocks, [(0.5, 1e9 - 2.0, 4.0), (0.5, 1e9 + 1.0, 2.0)], 6)

    tiny, huge = 1e-9, 1e120
    write("scale_1e-9", two_groups(10, tiny),
          [(0.5, -1.0 * tiny, 2.0 * tiny**2), (0.5, 1.0 * tiny, 2.0 * tiny**2)], 10)
    write("scale_1e120", two_groups(10, huge),
          [(0.5, -1.0 * huge, 2.0 * huge**2), (0.5, 1.0 * huge, 2.0 * huge**2)], 10)

    # Few iterations: a component that ends up alone with the outlier has no next theta.
    outlier = normals(30, 60) + [4000.0]
    write("outlier", outlier, [(0.5, 0.0, 1.0), (0.5, 1.0, 1.0)], 2)
    write("outlier_shared", outlier, [(0.9, 0.0, 1.0), (0.1, 0.0, 1e6)], 1)
    # Both components claim the outlier: the last bits of z^2 = 16,000,000 decide how much each
    # gets.
    write("outlier_contested", outlier, [(0.5, 0.0, 1.0), (0.5, 1e-4, 1.0)], 3)
    outliers = normals(31, 60) + [4000.0, 4001.0, 4003.0]
    write("outliers", outliers, [(0.5, 0.0, 1.0), (0.5, 1e-4, 1.0)], 8)

    clumps = normals(40, 30, 1e9, 1.0) + normals(41, 30, 0.0, 1.0)
    write("clumps_apart", clumps, [(0.5, 1e9 + 1.0, 4.0), (0.5, 0.5, 4.0)], 4)
    write("clumps_straddled", clumps, [(0.5, 2e8, 1e17), (0.5, 7e8, 2e17)], 10)


main()
