use super::*;
use crate::mixture::{Iterate, Theta};
use crate::timeline::{HalfStep, Origin};

fn homework(place: HalfStep) -> (Run<()>, Sample) {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
    let mut run = Run::new((), Iterate::start(theta, &sample).unwrap(), Origin::Given);
    let next = run.last().next(&sample).unwrap();
    run.push(next);
    run.go_to(place);
    (run, sample)
}

fn names(place: HalfStep, text: &str) -> Vec<&'static str> {
    let (run, sample) = homework(place);
    let table = Table::parse(text, &sample, 2).unwrap();
    table.check(&run, &sample).unwrap().iter().map(CellVerdict::name).collect()
}

#[test]
fn tables_are_read_with_any_delimiter_header_and_index() {
    let (_, sample) = homework(HalfStep::gamma(0));
    let read = |text: &str| -> Vec<String> {
        let table =
            Table::parse(text, &sample, 2).unwrap_or_else(|error| panic!("{text}: {error}"));
        table.cells.iter().map(|cell| format!("{}={}", cell.quantity, cell.text)).collect()
    };
    let gamma = ["gamma[0,1]=0", "gamma[0,2]=1", "gamma[1,1]=0"];
    for text in [
        "0 1\n0 1\n.45 .55\n.67 .33\n.69 .31\n",
        "0,1\n0,1\n.45,.55\n.67,.33\n.69,.31\n",
        "0\t1\n0\t1\n.45\t.55\n.67\t.33\n.69\t.31\n",
        "\u{feff}i;x;gamma_1;gamma_2\n0;-1;0;1\n1;0;0;1\n2;4;.45;.55\n3;5;.67;.33\n4;6;.69;.31\n",
        "| x | γ₁ | γ₂ |\n|---|---|---|\n| -1 | 0 | 1 |\n| 0 | 0 | 1 |\n| 4 | .45 | .55 |\n| 5 | .67 | .33 |\n| 6 | .69 | .31 |\n",
        "-1 0 1\n0 0 1\n4 .45 .55\n5 .67 .33\n6 .69 .31\n",
        "0 -1 0 1\n1 0 0 1\n2 4 .45 .55\n3 5 .67 .33\n4 6 .69 .31\n",
    ] {
        assert_eq!(read(text)[..3], gamma, "{text}");
        assert_eq!(read(text).len(), 10, "{text}");
    }
    let theta = ["pi[1]=.36", "mu[1]=5.13", "sigma2[1]=.62", "pi[2]=.64"];
    for text in [
        ".36 5.13 .62\n.64 1.47 6.97\n",
        "1 .36 5.13 .62\n2 .64 1.47 6.97\n",
        "k,pi,mu,sigma2\n1,.36,5.13,.62\n2,.64,1.47,6.97\n",
        "pi,mu,sigma2\n1,.36,5.13,.62\n2,.64,1.47,6.97\n",
        "pi,mu,s2\nfirst,.36,5.13,.62\nsecond,.64,1.47,6.97\n",
        "π_k μ_k σ²_k\n.36 5.13 .62\n.64 1.47 6.97\n",
    ] {
        assert_eq!(read(text)[..4], theta, "{text}");
    }
    let on_its_side = ["pi[1]=.36", "pi[2]=.64", "mu[1]=5.13"];
    for text in [".36 .64\n5.13 1.47\n.62 6.97\n", "pi .36 .64\nmu 5.13 1.47\nsigma2 .62 6.97\n"] {
        assert_eq!(read(text)[..3], on_its_side, "{text}");
    }
    for (text, says) in [
        ("", "empty"),
        ("\n---\n", "empty"),
        ("1 2 3\n4 5 6\n7 8 9\n", "γ has 5 and 2"),
        ("1 2\n3\n", "line 2 has 1 cell"),
        ("pi,mu,sigma2\n.5,1,1\n", "1 row"),
        ("pi,mu,spread\n.36,5.13,9\n.64,1.47,99\n", "line 1: 'spread'"),
        ("gamma_1,gamma_3\n0,1\n0,1\n0,1\n1,0\n1,0\n", "line 1: 'gamma_3'"),
        ("pi,mu\n.36,5.13,.62\n.64,1.47,6.97\n", "line 1 names 2 columns"),
        ("pi,mu,sigma2,sd\n.36,5.13,.62\n.64,1.47,6.97\n", "line 1 names 4 columns"),
    ] {
        let error = Table::parse(text, &sample, 2).unwrap_err().to_string();
        assert!(error.contains(says) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn the_first_wrong_cell_is_told_from_those_that_follow() {
    let right = "1.4e-7 1\n1.4e-5 1\n0.4547 0.5453\n0.667 0.333\n0.694 0.306\n";
    assert_eq!(names(HalfStep::gamma(0), right), ["right"; 10]);
    // A slip of the pen at one cell: the other γ of the row is 1 minus it.
    let one = "0 1\n0 1\n0.4457 0.5543\n0.667 0.333\n0.7 0.4\n";
    let expected = [
        "right",
        "right",
        "right",
        "right",
        "first",
        "follows",
        "right",
        "right",
        "right",
        "independent",
    ];
    assert_eq!(names(HalfStep::gamma(0), one), expected);
    // The old mean in σ²: both variances are wrong for the same reason.
    let old_mean = "0.363 5.1317 1.3695\n0.637 1.4710 37.5365\n";
    let (run, sample) = homework(HalfStep::theta(1));
    let about = |k: usize, old: f64| {
        let value = |q: Quantity| q.value(&run, &sample).unwrap();
        value(Quantity::Variance(k)) + (value(Quantity::Mean(k)) - old).powi(2)
    };
    assert!((about(0, 6.0) - 1.3695).abs() < 1e-4 && (about(1, 7.0) - 37.5365).abs() < 1e-3);
    let expected = ["right", "right", "first", "right", "right", "follows"];
    assert_eq!(names(HalfStep::theta(1), old_mean), expected);
    // A wrong mean, and the variance about it.
    let mean = 5.25f64;
    let value = |q: Quantity| q.value(&run, &sample).unwrap();
    let variance = value(Quantity::Variance(0)) + (value(Quantity::Mean(0)) - mean).powi(2);
    let wrong_mean = format!("0.363 {mean} {variance:.4}\n0.637 1.4710 6.9\n");
    let expected = ["right", "first", "follows", "right", "right", "independent"];
    assert_eq!(names(HalfStep::theta(1), &wrong_mean), expected);
}

#[test]
fn cells_that_are_no_numbers_are_told_apart() {
    let text = "x,gamma_1,gamma_2\n-1,0,1\n0,,1\n4,abc,0.5453\n5,0.667,0.333\n6,0.694,0.306\n";
    let expected = [
        "right",
        "right",
        "blank",
        "right",
        "unreadable",
        "right",
        "right",
        "right",
        "right",
        "right",
    ];
    assert_eq!(names(HalfStep::gamma(0), text), expected);
}

#[test]
fn a_mistake_that_explains_several_numbers_is_the_first_ones_too() {
    // The standard deviation as variance, to few digits at first.
    let gamma = "0.0003 0.9997\n0.0045 0.9955\n0.6449 0.3551\n0.6998 0.3002\n0.6449 0.3551\n";
    let (run, sample) = homework(HalfStep::gamma(0));
    let table = Table::parse(gamma, &sample, 2).unwrap();
    let verdicts = table.check(&run, &sample).unwrap();
    let CellVerdict::First(first) = &verdicts[0] else { panic!("{:?}", verdicts[0]) };
    assert_eq!(first.slips[0].id, "sd-as-variance");
    assert!(verdicts[1..].iter().all(|v| matches!(v, CellVerdict::Follows(_))), "{verdicts:?}");
    // γ to three places, then the M-step.
    let rounded = "0.3632 5.1316 0.6154\n0.6368 1.4702 6.9658\n";
    let found = names(HalfStep::theta(1), rounded);
    assert_eq!(found.iter().filter(|name| **name == "independent").count(), 0, "{found:?}");
    assert!(found.contains(&"first") && found.contains(&"follows"), "{found:?}");
}

#[test]
fn cells_may_be_blank_at_the_end_and_rows_unreadable_at_the_start() {
    let blank = "0\t1\n0\t1\n0.455\t0.545\n0.667\t\n0.694\t0.306\n";
    assert_eq!(names(HalfStep::gamma(0), blank)[7], "blank");
    let bars = "|0|1|\n|0|1|\n|0.455|0.545|\n|0.667||\n|0.694|0.306|\n";
    assert_eq!(names(HalfStep::gamma(0), bars)[7], "blank");
    let half = "0 ½\n0 1\n0.455 0.545\n0.667 0.333\n0.694 0.306\n";
    assert_eq!(names(HalfStep::gamma(0), half)[1], "unreadable");
    let commas = "0,363;5,132;0,616\n0,637;1,471;6,967\n";
    assert_eq!(names(HalfStep::theta(1), commas), ["right"; 6]);
    // Three components: a row per parameter, and a row per component.
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    let quantity = |text: &str, cell: usize| {
        Table::parse(text, &sample, 3).unwrap().cells[cell].quantity.to_string()
    };
    assert_eq!(quantity("0.2 0.3 0.5\n0 4 6\n1 2 3\n", 3), "mu[1]");
    assert_eq!(quantity("0.2 0 1\n0.3 4 2\n0.5 6 3\n", 3), "pi[2]");
}
