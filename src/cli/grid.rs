//! `--grid CENTRE,SCALE`: the grid of a condensed table, as it is written.

use crate::mixture::Short;
use crate::mixture::condensed::Grid;

/// Reads a grid. One that is not exactly what is written is refused, with the nearest that is:
/// tables are added only if they are on the very same grid.
pub(super) fn parse(text: &str) -> Result<Grid, String> {
    let numbers: Option<Vec<f64>> =
        text.split(',').map(|number| number.trim().parse().ok()).collect();
    let Some(&[centre, scale]) = numbers.as_deref() else {
        return Err("it must be two numbers, such as 0,1 or 70.5,8".to_owned());
    };
    let grid = Grid::new(centre, scale).filter(|_| scale > 0.0);
    let grid = grid.ok_or("the scale must be a number above 0, and the centre a finite one")?;
    if grid.scale() != scale {
        let (below, above) = (grid.scale(), 2.0 * grid.scale());
        let nearest = if scale - below <= above - scale { below } else { above };
        let (scale, nearest) = (Short(scale), Short(nearest));
        return Err(format!("the scale {scale} is not a power of two; the nearest is {nearest}"));
    }
    if grid.centre() != centre {
        return Err(format!(
            "the centre {} is not a multiple of scale/1024; the nearest is {}",
            Short(centre),
            Short(grid.centre())
        ));
    }
    Ok(grid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_that_is_no_grid_names_the_nearest() {
        assert_eq!(parse("70.5,8"), Ok(Grid::new(70.5, 8.0).unwrap()));
        assert_eq!(parse("-1e3,0.25"), Ok(Grid::new(-1000.0, 0.25).unwrap()));
        assert_eq!(parse(" -0.25, 0.5"), Ok(Grid::new(-0.25, 0.5).unwrap()));
        let said = |text: &str| parse(text).unwrap_err();
        assert_eq!(said("0,3"), "the scale 3 is not a power of two; the nearest is 2");
        assert_eq!(said("0,3.5"), "the scale 3.5 is not a power of two; the nearest is 4");
        assert_eq!(
            said("70.3,8"),
            "the centre 70.3 is not a multiple of scale/1024; the nearest is 70.296875"
        );
        for text in ["0", "0,0", "0,-1", "a,1", "nan,1", "0,inf", "0,1e-320", "0,1,2", ""] {
            assert!(!said(text).is_empty(), "{text}");
        }
    }
}
