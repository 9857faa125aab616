//! The outranking matrix (Handbook step 6, section 6.3): the pairwise comparisons that Copeland's rule and the
//! Condorcet-Kemeny order rest on, to look at. It gives no order itself.

use ndarray::Array2;

use crate::Error;
use crate::aggregate::contest::Contest;

/// The most units whose outranking matrix is made: it takes 8 bytes for each pair, 200 MB in all.
pub const OUTRANKING_UNITS_MAX: usize = 5_000;

/// For each pair of units the share of the weight on which the row's unit is better than the column's.
///
/// `columns` are the children's scores, a row for each unit, `NaN` for missing; weights are zero or more. Equal scores
/// count half for either. A pair is compared on the children that both know, so that the shares of a pair add up to 1, and
/// an even split is 0.5 exactly; a pair without a common child is `NaN`. The diagonal is 0.
///
/// # Errors
/// [`Error::TooManyUnits`] beyond [`OUTRANKING_UNITS_MAX`].
///
/// # Panics
/// When there is not one weight for each column, or columns differ in length: a fault of the calling program.
///
/// ```
/// use opencities_engine::analyse::outranking;
/// let shares = outranking(&[&[9.0, 5.0], &[1.0, 2.0], &[4.0, 4.0]], &[0.5, 0.3, 0.2])?;
/// assert!((shares[[0, 1]] - (0.5 + 0.2 / 2.0)).abs() < 1e-8);
/// assert!((shares[[1, 0]] - (0.3 + 0.2 / 2.0)).abs() < 1e-8);
/// # Ok::<(), opencities_engine::Error>(())
/// ```
pub fn outranking(columns: &[&[f64]], weights: &[f64]) -> Result<Array2<f64>, Error> {
    assert_eq!(columns.len(), weights.len(), "a weight for each column");
    let units = columns.first().map_or(0, |column| column.len());
    assert!(columns.iter().all(|column| column.len() == units), "columns of equal length");
    if units > OUTRANKING_UNITS_MAX {
        return Err(Error::TooManyUnits { units, most: OUTRANKING_UNITS_MAX });
    }
    let contest = Contest::between(columns, weights, &[]);
    Ok(Array2::from_shape_fn((units, units), |(one, other)| {
        let margin = || contest.margin(one, other).unwrap_or(f64::NAN);
        if one == other { 0.0 } else { f64::midpoint(1.0, margin()) }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_pair_add_up_to_one_where_they_can_be_compared() {
        let nan = f64::NAN;
        let shares = outranking(&[&[1.0, 2.0, nan, nan], &[4.0, nan, 5.0, nan]], &[1.0, 2.0]).unwrap();
        for (one, other) in [(0, 1), (0, 2)] {
            assert!((shares[[one, other]] + shares[[other, one]] - 1.0).abs() <= f64::EPSILON);
            assert!(shares[[one, other]].abs() <= 0.0, "worse on the one child that both know");
        }
        assert!(shares[[1, 2]].is_nan() && shares[[0, 3]].is_nan(), "no child that both know");
    }

    #[test]
    fn too_many_units_are_refused_before_the_memory_is_taken() {
        let column = vec![0.0; OUTRANKING_UNITS_MAX + 1];
        assert!(matches!(outranking(&[&column], &[1.0]), Err(Error::TooManyUnits { .. })));
    }
}
