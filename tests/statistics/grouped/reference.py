#!/usr/bin/env python3
"""Grouped data in exact arithmetic: the references that tests/statistics/grouped.rs reads.

    pip install mpmath && python3 tests/statistics/grouped/reference.py

writes truncated.json (the probability, mean and variance of a Gaussian in an interval) and
traces.json (EM on grouped data) beside this script, from the textbook's formulas with the normal
CDF, with 400 digits, which leave enough after all that cancels. Edges, counts and theta_0 are f64,
written as the shortest text that reads back to the same f64; "-inf" and "inf" are open edges.
"""

import json
import pathlib

from mpmath import mp, mpf

mp.dps = 400
HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent.parent


def phi(z):
    return mpf(0) if mp.isinf(z) else mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def beyond(z):
    """1 - Phi(z)."""
    return mp.erfc(z / mp.sqrt(2)) / 2


def truncated(lower, upper, mean, variance):
    """P(lower < x < upper), E[x | so] and Var[x | so]."""
    sd = mp.sqrt(mpf(variance))
    a, b = (mpf(lower) - mean) / sd, (mpf(upper) - mean) / sd
    # On the side where both are small.
    mass = beyond(a) - beyond(b) if a > 0 else beyond(-b) - beyond(-a)
    z_phi = lambda z: mpf(0) if mp.isinf(z) else z * phi(z)
    first = (phi(a) - phi(b)) / mass
    second = 1 + (z_phi(a) - z_phi(b)) / mass - first * first
    return mass, mean + sd * first, sd * sd * second


def text(value):
    return mp.nstr(value, 25, min_fixed=0, max_fixed=0)


def truncated_cases():
    inf = float("inf")
    cases = [
        (-1.0, 1.0, 0.0, 1.0), (0.0, 1.0, 0.0, 1.0), (-0.25, 3.0, 0.5, 4.0),
        # Narrow: on the mean, on a flank, in a tail, and as narrow as numbers near it allow.
        (-1e-9, 1e-9, 0.0, 1.0), (1.0, 1.0 + 1e-6, 0.0, 1.0), (5.0, 5.001, 0.0, 1.0),
        (1.0, 1.0000000000000002, 0.0, 1.0), (-3.0, -2.9999999, 1.0, 0.25),
        (0.6435, 0.6475, 0.6326165, 0.0186194**2),
        # Far away.
        (30.0, 31.0, 0.0, 1.0), (-41.0, -40.0, 0.0, 1.0), (1000.0, 1000.5, 0.0, 1.0),
        (300.0, 300.0001, 0.0, 1.0), (39.0, inf, 0.0, 1.0), (-inf, -39.0, 0.0, 1.0),
        # Wide and open.
        (-100.0, 100.0, 0.0, 1.0), (0.0, inf, 0.0, 1.0), (-inf, 0.5, 0.0, 1.0),
        (-inf, 8.0, 0.0, 1.0), (-3.0, inf, 0.0, 1.0), (-5.0, 40.0, 0.0, 1.0),
        (-12.0, 12.0, 0.0, 1.0), (2.0, 1e6, 0.0, 1.0), (2.0, inf, 5.0, 1e-4),
        # Other units, and an offset much larger than the spread.
        (1e9 + 0.25, 1e9 + 0.5, 1e9, 1.0), (1e-9, 3e-9, 0.0, 1e-18), (-2e50, 1e50, 0.0, 1e100),
    ]
    # Where the panels of the quadrature change.
    cases += [(z / 4, z / 4 + width, 0.0, 1.0)
              for z in range(0, 24, 5) for width in (0.01, 0.5, 2.0, 3.5, 9.0)]
    rows = []
    for lower, upper, mean, variance in cases:
        mass, first, second = truncated(lower, upper, mpf(mean), variance)
        rows.append({
            "case": [repr(x) for x in (lower, upper, mean, variance)],
            "log_probability": text(mp.log(mass)),
            "mean": text(first),
            # What is left of the mean after the edge that is nearer to mu.
            "from_edge": text(min((abs(first - mpf(e)) for e in (lower, upper)), key=abs)),
            "variance": text(second),
        })
    return rows


def e_step(bins, theta):
    log_likelihood, entropy, sums = mpf(0), mpf(0), [[] for _ in theta]
    for lower, upper, count in bins:
        if not count:
            continue
        parts = [truncated(lower, upper, m, v) for _, m, v in theta]
        joint = [p * part[0] for (p, _, _), part in zip(theta, parts)]
        total = sum(joint)
        log_likelihood += count * mp.log(total)
        for k, (j, (_, first, second)) in enumerate(zip(joint, parts)):
            gamma = j / total
            entropy -= count * gamma * mp.log(gamma)
            sums[k].append((count * gamma, first, second))
    return log_likelihood, entropy, sums


def m_step(sums, n):
    theta = []
    for parts in sums:
        n_k = sum(w for w, _, _ in parts)
        mean = sum(w * m for w, m, _ in parts) / n_k
        variance = sum(w * (v + (m - mean) ** 2) for w, m, v in parts) / n_k
        theta.append((n_k / n, mean, variance))
    return theta


def q(sums, theta):
    """The expected complete-data log-likelihood."""
    total = mpf(0)
    for parts, (p, m, v) in zip(sums, theta):
        for w, first, second in parts:
            square = second + (first - m) ** 2
            total += w * (mp.log(p) - (mp.log(2 * mp.pi) + mp.log(v) + square / v) / 2)
    return total


def trace(name, bins, theta, iterations):
    bins = [tuple(map(mpf, bin)) for bin in bins]
    current = [tuple(map(mpf, c)) for c in theta]
    n = sum(count for _, _, count in bins)
    rows, sums, entropy = [], None, None
    for t in range(iterations + 1):
        bound = None
        if t > 0:
            # The entropy of (component, x) is of gamma and of the truncated densities:
            # l(theta_old) - Q(theta_old).
            before = log_likelihood - q(sums, current)
            current = m_step(sums, n)
            bound = q(sums, current) + before
        log_likelihood, entropy, sums = e_step(bins, current)
        rows.append({
            "weights": [text(p) for p, _, _ in current],
            "means": [text(m) for _, m, _ in current],
            "variances": [text(v) for _, _, v in current],
            "log_likelihood": text(log_likelihood),
            "lower_bound": bound and text(bound),
        })
    return {
        "name": name,
        "bins": [[repr(float(x)) for x in bin] for bin in bins],
        "theta": [[repr(x) for x in c] for c in theta],
        "trace": rows,
    }


def crabs(is_open):
    lines = (ROOT / "assets/data/pearson_crabs_1894.csv").read_text().splitlines()[1:]
    cells = [line.split(",") for line in lines]
    bins = [[float(cell or "nan") for cell in row] for row in cells]
    first, last = bins[0], bins[-1]
    first[0] = float("-inf") if is_open else 0.5795
    last[1] = float("inf") if is_open else 0.6955
    return bins


def main():
    (HERE / "truncated.json").write_text(json.dumps(truncated_cases(), indent=1) + "\n")
    inf = float("inf")
    start = [(0.5, 0.62, 0.02**2), (0.5, 0.66, 0.01**2)]
    few = [(-inf, -1.0, 3.0), (-1.0, 0.5, 10.0), (0.5, 1.0, 0.0), (1.0, 4.0, 7.5), (4.0, inf, 1.25)]
    cases = [
        trace("crabs, open", crabs(True), start, 5),
        trace("crabs, closed", crabs(False), start, 5),
        trace("few wide bins", few, [(0.25, -1.0, 1.0), (0.75, 2.0, 0.5)], 8),
        trace("theta_0 far away", few[1:-1], [(0.5, 60.0, 1.0), (0.5, 61.0, 1.0)], 4),
        trace("narrow theta_0", few[1:-1], [(0.5, 0.25, 1e-4), (0.5, 2.0, 1e-2)], 3),
    ]
    (HERE / "traces.json").write_text(json.dumps(cases, indent=1) + "\n")


main()
