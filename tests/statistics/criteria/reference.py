"""Makes reference.json: AIC and BIC by scikit-learn, and ICL as mclust defines it, for fits of
the built-in data sets.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    venv/bin/python tests/statistics/criteria/reference.py > tests/statistics/criteria/reference.json

Covariances are free ("full" in scikit-learn, "V" in mclust) or equal ("tied", "E"). In one
dimension mclust's BIC is 2ℓ − p ln n, the negative of scikit-learn's, and its ICL adds twice the
sum of ln z over each observation's likeliest component; that is computed here from the formula,
with numpy alone.
"""

import csv
import json
import math
import pathlib
import sys
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
DATA = pathlib.Path(__file__).parents[3] / "assets" / "data"
SETS = [
    ("old-faithful", "old_faithful.csv", "waiting_min"),
    ("galaxies", "galaxies.csv", "velocity_1000km_s"),
    ("iris", "iris.csv", "petal_length_cm"),
    ("penguins", "penguins.csv", "flipper_length_mm"),
]


def column(file, name):
    with open(DATA / file, newline="") as rows:
        rows = csv.DictReader(line for line in rows if not line.startswith("#"))
        cells = [row[name] for row in rows]
    return np.array([float(cell) for cell in cells if cell not in ("", "NA")])


def log_joints(x, weights, means, variances):
    z = (x[:, None] - means) ** 2 / variances
    return np.log(weights) - 0.5 * np.log(2 * math.pi * variances) - 0.5 * z


def fit(x, k, kind):
    model = GaussianMixture(
        k, covariance_type=kind, tol=1e-12, max_iter=20000, n_init=10, reg_covar=0, random_state=1
    ).fit(x[:, None])
    weights, means = model.weights_, model.means_[:, 0]
    covariances = np.asarray(model.covariances_).reshape(-1)
    variances = np.full(k, covariances[0]) if kind == "tied" else covariances
    joints = log_joints(x, weights, means, variances)
    largest = joints.max(axis=1)
    log_likelihood = (largest + np.log(np.exp(joints - largest[:, None]).sum(axis=1))).sum()
    parameters = 2 * k if kind == "tied" else 3 * k - 1
    certainty = (largest - (largest + np.log(np.exp(joints - largest[:, None]).sum(axis=1)))).sum()
    mclust_bic = 2 * log_likelihood - parameters * math.log(len(x))
    return {
        "components": k,
        "variances": "equal" if kind == "tied" else "free",
        "theta": {
            "weights": weights.tolist(),
            "means": means.tolist(),
            "variances": variances.tolist(),
        },
        "log_likelihood": log_likelihood,
        "aic": model.aic(x[:, None]),
        "bic": model.bic(x[:, None]),
        "mclust_bic": mclust_bic,
        "mclust_icl": mclust_bic + 2 * certainty,
    }


def main():
    sets = []
    for example, file, name in SETS:
        x = column(file, name)
        kinds = [(k, kind) for k in (1, 2, 3) for kind in ("full", "tied")]
        fits = [fit(x, k, kind) for k, kind in kinds if k > 1 or kind == "full"]
        sets.append({"example": example, "column": name, "n": len(x), "fits": fits})
    json.dump(sets, sys.stdout, indent=1)
    print()


main()
