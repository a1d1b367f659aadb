//! The eigenvalues of a symmetric matrix, by Jacobi's rotations (Golub & Van Loan, *Matrix
//! Computations*, §8.5).

/// Sweeps over all pairs; a handful is enough for any matrix.
const SWEEPS: usize = 60;

/// A symmetric matrix by its eigenvalues and eigenvectors.
#[derive(Clone, Debug)]
pub(super) struct Eigen {
    pub values: Vec<f64>,
    /// Row i is the eigenvector of value i.
    vectors: Vec<Vec<f64>>,
}

impl Eigen {
    /// Returns those of a symmetric matrix.
    pub(super) fn of(mut matrix: Vec<Vec<f64>>) -> Self {
        let size = matrix.len();
        let unit = |i: usize| (0..size).map(|j| f64::from(u8::from(i == j))).collect();
        let mut vectors: Vec<Vec<f64>> = (0..size).map(unit).collect();
        for _ in 0..SWEEPS {
            let mut has_rotated = false;
            for p in 0..size {
                for q in p + 1..size {
                    has_rotated |= rotate(&mut matrix, &mut vectors, p, q);
                }
            }
            if !has_rotated {
                break;
            }
        }
        Self { values: (0..size).map(|i| matrix[i][i]).collect(), vectors }
    }

    /// Returns the x for which the matrix times x is `right`; all eigenvalues have to differ from
    /// 0.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut solution = vec![0.0; right.len()];
        for (value, vector) in self.values.iter().zip(&self.vectors) {
            let along = vector.iter().zip(right).map(|(a, b)| a * b).sum::<f64>() / value;
            solution.iter_mut().zip(vector).for_each(|(x, part)| *x += along * part);
        }
        solution
    }

    /// Returns an entry of the matrix.
    #[cfg(test)]
    pub(super) fn entry(&self, i: usize, j: usize) -> f64 {
        let terms = self.values.iter().zip(&self.vectors);
        terms.map(|(value, vector)| value * vector[i] * vector[j]).sum()
    }
}

/// Turns rows and columns p and q so that the entry between them is 0; returns whether it was not
/// so already, up to rounding.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) -> bool {
    let off = matrix[p][q];
    let beside = (matrix[p][p] * matrix[q][q]).abs().sqrt();
    if off == 0.0 || off.abs() <= 1e-17 * beside || off.abs() < f64::MIN_POSITIVE {
        return false;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * off);
    let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let cosine = tangent.hypot(1.0).recip();
    let sine = tangent * cosine;
    let turned = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
    for row in matrix.iter_mut() {
        (row[p], row[q]) = turned(row[p], row[q]);
    }
    for j in 0..matrix.len() {
        let (a, b) = turned(matrix[p][j], matrix[q][j]);
        (matrix[p][j], matrix[q][j]) = (a, b);
    }
    for j in 0..vectors.len() {
        let (a, b) = turned(vectors[p][j], vectors[q][j]);
        (vectors[p][j], vectors[q][j]) = (a, b);
    }
    // Rounding leaves a trace, which would be turned for ever.
    (matrix[p][q], matrix[q][p]) = (0.0, 0.0);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_matrix_is_made_of_its_eigenvalues(
            size in 1..9_usize, entries in prop::collection::vec(-10.0..10.0_f64, 64),
        ) {
            let entry = |i: usize, j: usize| entries[i.min(j) * 8 + i.max(j) % 8];
            let row = |i: usize| (0..size).map(|j| entry(i, j)).collect();
            let matrix: Vec<Vec<f64>> = (0..size).map(row).collect();
            let eigen = Eigen::of(matrix.clone());
            for i in 0..size {
                for j in 0..size {
                    prop_assert!((eigen.entry(i, j) - matrix[i][j]).abs() < 1e-12 * 80.0);
                    let product: f64 =
                        (0..size).map(|k| eigen.vectors[i][k] * eigen.vectors[j][k]).sum();
                    prop_assert!((product - f64::from(u8::from(i == j))).abs() < 1e-13);
                }
            }
        }
    }

    #[test]
    fn a_known_matrix_has_its_known_values() {
        let mut values = Eigen::of(vec![vec![2.0, 1.0], vec![1.0, 2.0]]).values;
        values.sort_by(f64::total_cmp);
        assert!((values[0] - 1.0).abs() < 1e-15 && (values[1] - 3.0).abs() < 1e-15, "{values:?}");
        let eigen = Eigen::of(vec![vec![2.0, 1.0], vec![1.0, 2.0]]);
        let solution = eigen.solve(&[3.0, 3.0]);
        assert!(solution.iter().all(|x| (x - 1.0).abs() < 1e-14), "{solution:?}");
    }
}
