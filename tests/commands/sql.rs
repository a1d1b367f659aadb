//! `emstep sql`: the queries, and what is refused. `tests/engines/` runs them.

use crate::program::{emstep, stderr, stdout};

const FIRST: &str = "FIRST_PASS_VERSION\tWEIGHTED\tROW_COUNT\tNON_NULL_COUNT\tVALID_COUNT\t\
                     MINIMUM\tMAXIMUM\tQ01\tQ10\tQ25\tQ50\tQ75\tQ90\tQ99\tDISTINCT_VALUES\n\
                     1\t0\t1001\t1000\t1000\t-3\t9\t-2\t-1\t0.5\t1.25\t2.5\t4\t8\t990\n";

fn sql(more: &[&str]) -> assert_cmd::Command {
    let mut command = emstep();
    command.args(["sql", "--dialect", "duckdb", "--table", "t", "--column", "x"]).args(more);
    command
}

#[test]
fn the_first_pass_leads_to_the_second() {
    let first = stdout(&sql(&[]).assert().success());
    assert!(first.starts_with("-- emstep, first pass") && first.ends_with(";\n"), "{first}");
    let second = sql(&["--scout", "-"]).write_stdin(FIRST).assert().success();
    let second = stdout(&second);
    assert!(second.starts_with("-- emstep, second pass"), "{second}");
    assert!(second.contains("--grid 1.25,2.0\n") && second.contains("1000 AS first_pass"));
    // 9 lies 3.9 scales from the centre, in octave 2; one more is taken in.
    assert_eq!(second.matches("WHEN a < ").count(), 2 * 4);
    let given = stdout(&sql(&["--grid", "1.25,2"]).assert().success());
    assert_eq!(given.matches("WHEN a < ").count(), 2 * 64);
    assert!(!given.contains("AS first_pass") && given.contains("AS left_out"));
}

#[test]
fn many_equal_values_are_counted_first() {
    let few = FIRST.replace("\t990\n", "\t10\n");
    for (more, first, counts) in [
        (&["--scout", "-"][..], FIRST, false),
        (&["--scout", "-"], &few, true),
        (&["--scout", "-", "--by-value"], FIRST, true),
        (&["--grid", "0,1"], "", false),
    ] {
        let text = stdout(&sql(more).write_stdin(first).assert().success());
        assert_eq!(text.contains("GROUP BY x\n"), counts, "{more:?}");
    }
}

#[test]
fn the_condition_is_on_lines_of_its_own() {
    let text = stdout(&sql(&["--where", "a > 0 OR b"]).assert().success());
    assert!(text.contains("WHERE (\na > 0 OR b\n)"), "{text}");
}

#[test]
fn what_cannot_be_a_query_is_refused_in_one_line() {
    for (more, status, says) in [
        (&["--where", "1 = 1) OR (1 = 1"][..], 2, "--where: a ) has no ( before it"),
        (&["--where", "a; b"], 2, "--where: the ; would end the statement; leave it out"),
        (&["--weight", "a\nb"], 2, "--weight: the name has the control character '\\n'"),
        (&["--group-by", ""], 2, "--group-by: the name is empty"),
        (&["--grid", "0,3"], 2, "the scale 3 is not a power of two; the nearest is 2"),
        (&["--grid", "0.3,1"], 2, "not a multiple of scale/1024; the nearest is 0.2998046875"),
        (&["--scout", "no-such.csv"], 1, "--scout no-such.csv: no such file; check its path"),
        (&["--scout", "-", "--weight", "w"], 1, "the first pass was made without --weight"),
    ] {
        let assert = sql(more).write_stdin(FIRST).assert().failure().code(status);
        let said = stderr(&assert);
        assert!(said.contains(says) && said.lines().count() == 1, "{more:?}: {said}");
        assert_eq!(stdout(&assert), "");
    }
}
