use std::fmt::Write as _;
use std::iter;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::TableToWrite;
use super::read::read_twice;
use crate::data::{Dataset, GroupOf, Request, Source, load, read_columns, read_tables};
use crate::mixture::condensed::{Condenser, Grid};
use crate::mixture::{Data, Theta, e_step};

/// Returns a table line by line, each changed.
fn lines(text: &str, of: impl Fn(&str) -> String) -> String {
    text.lines().map(of).collect::<Vec<_>>().concat()
}

const HEADER: &str = "format_version,centre,scale,depth,weighted,observations,group_key,bin,n,\
                      s0,s1,s2,s3,s4,s5,s6,s7,x_min,x_max";

/// Writes the table of some values by the obvious loop; the values are exact multiples of 1/64, so
/// that their sums are.
fn table(values: &[f64], group: &str) -> String {
    let grid = Grid::new(4.0, 2.0).unwrap();
    let mut bins: Vec<i64> = values.iter().map(|x| grid.cell_of(*x, 11)).collect();
    bins.sort_unstable();
    bins.dedup();
    let mut text = format!("{HEADER}\n");
    for bin in bins {
        let (middle, half) = grid.bin(bin);
        let own: Vec<f64> =
            values.iter().copied().filter(|x| grid.cell_of(*x, 11) == bin).collect();
        let sum = |p: i32| own.iter().map(|x| ((x - middle) / half).powi(p)).sum::<f64>();
        let sums: Vec<String> = (0..8).map(|p| format!("{:?}", sum(p))).collect();
        let (min, max) =
            own.iter().fold((f64::MAX, f64::MIN), |(min, max), x| (min.min(*x), max.max(*x)));
        let _ = writeln!(
            text,
            "1,4,2,11,0,{},{group},{bin},{},{},{min:?},{max:?}",
            values.len(),
            own.len(),
            sums.join(",")
        );
    }
    text
}

/// Files in a folder of their own.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Returns what is said of some files, without their folder.
    fn says(&self, paths: &[&Path]) -> String {
        let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
        let source =
            if let [path] = &paths[..] { Source::File(path.clone()) } else { Source::Files(paths) };
        let error = load(&Request::new(source)).unwrap_err().to_string();
        error.replace(&format!("{}/", self.0.path().display()), "")
    }

    /// Returns what is said of one table.
    fn says_of(&self, text: &str) -> String {
        self.says(&[&self.write("t.csv", text)])
    }
}

fn ungrouped(text: &str) -> String {
    let without = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [&cells[..6], &cells[7..]].concat().join(",")
    };
    lines(text, |line| without(line) + "\n")
}

const VALUES: [f64; 7] = [-1.0, 0.0, 4.0, 5.0, 6.0, 5.015_625, 5.0];

fn theta() -> Theta {
    Theta::from_lists(&[0.5; 2], &[6.0, 7.0], &[1.0, 4.0]).unwrap()
}

fn assert_is(dataset: &Dataset, values: &[f64]) {
    let sample = crate::mixture::Sample::new(values.to_vec()).unwrap();
    assert_eq!(
        (dataset.sample.count(), dataset.sample.range()),
        (values.len() as u64, sample.range())
    );
    let (mine, exact) =
        (e_step(dataset.data(), &theta()).unwrap(), e_step(&sample, &theta()).unwrap());
    assert_eq!(mine.too_wide(), None);
    assert!((mine.log_likelihood() / exact.log_likelihood() - 1.0).abs() < 1e-13);
}

#[test]
fn a_table_is_known_by_its_columns() {
    let files = Files::new();
    let text = ungrouped(&table(&VALUES, ""));
    let quoted = lines(&text, |line| format!("\"{}\"\r\n", line.replace(',', "\",\"")));
    for (name, text) in [
        ("sums.csv", text.clone()),
        (
            "upper.csv",
            text.replacen(
                &text[..text.find('\n').unwrap()],
                &text[..text.find('\n').unwrap()].to_uppercase(),
                1,
            ),
        ),
        ("tabs.tsv", text.replace(',', "\t")),
        ("semicolons", format!("\u{FEFF}{}", text.replace(',', ";"))),
        ("dos.csv", text.replace('\n', "\r\n")),
        ("quoted.csv", quoted),
        ("floats.csv", text.replace(",11,0,7,", ",11.0,0,7.0,").replace("1,4,2,", "1.0,4.0,2e0,")),
        ("ends.csv", format!("{text}\n\n")),
        ("open.csv", text.trim_end().to_owned()),
    ] {
        let path = files.write(name, text);
        let dataset =
            load(&Request::new(Source::File(path))).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_is(&dataset, &VALUES);
        assert_eq!(
            (dataset.size().as_str(), dataset.column.as_str()),
            ("7 in 6 bins", "x"),
            "{name}"
        );
        assert!(dataset.groups.is_none() && dataset.notes.is_empty());
    }
    let (head, rest) = text.split_once('\n').unwrap();
    let reversed: Vec<&str> = rest.lines().rev().collect();
    let path = files.write("reversed.csv", format!("{head}\n{}\n", reversed.join("\n")));
    assert_is(&load(&Request::new(Source::File(path))).unwrap(), &VALUES);
}

#[test]
fn several_tables_and_parts_of_one_are_added() {
    let files = Files::new();
    let (a, b) = (ungrouped(&table(&VALUES[..4], "")), ungrouped(&table(&VALUES[4..], "")));
    let paths = vec![files.write("a.csv", a), files.write("b.csv", b)];
    assert_is(&load(&Request::new(Source::Files(paths))).unwrap(), &VALUES);
    // A cluster writes the rows of one table to several files.
    let whole = ungrouped(&table(&VALUES, ""));
    let lines: Vec<&str> = whole.lines().collect();
    let part = |rows: &[&str]| format!("{}\n{}\n", lines[0], rows.join("\n"));
    let paths =
        vec![files.write("p0.csv", part(&lines[1..3])), files.write("p1.csv", part(&lines[3..]))];
    assert_is(&load(&Request::new(Source::Files(paths.clone()))).unwrap(), &VALUES);
    assert_eq!(
        files.says(&[&paths[0]]),
        "p0.csv: its rows have 2 observations, and there should be 7: rows are missing or doubled; \
         make or copy the table again"
    );
}

#[test]
fn groups_are_there_one_by_one_and_together() {
    let files = Files::new();
    let [two, ten] = [("2", &VALUES[..3]), ("10", &VALUES[3..])].map(|(key, values)| {
        table(values, key).replace(&format!(",0,{},{key},", values.len()), &format!(",0,7,{key},"))
    });
    let rows = ten.split_once('\n').unwrap().1;
    let path = files.write("groups.csv", format!("{two}{rows}"));
    let dataset = load(&Request::new(Source::File(path.clone()))).unwrap();
    assert_is(&dataset, &VALUES);
    let all = dataset.groups.unwrap();
    let groups = all.groups();
    let counts = groups.iter().map(|(key, table)| (key, table.rows().len()));
    assert_eq!(counts.collect::<Vec<_>>(), [("2", 3), ("10", 3)]);
    // All together, the first, the last, and round to all together.
    let round: Vec<GroupOf> =
        iter::successors(Some(all.clone()), |at| Some(at.next())).take(4).collect();
    let keys: Vec<_> = round.iter().map(GroupOf::key).collect();
    assert_eq!(keys, [None, Some("2"), Some("10"), None]);
    for (at, next) in round.iter().zip(&round[1..]) {
        assert!(next.previous().is_same(at) && !next.is_same(at));
    }
    assert_is(&all.dataset().unwrap(), &VALUES);
    let last = round[2].dataset().unwrap();
    assert_is(&last, &VALUES[3..]);
    assert!(last.source.ends_with("groups.csv · 10"), "{}", last.source);
    assert!(last.groups.unwrap().next().is_same(&all));
    let copy = path.with_file_name("copy.csv");
    std::fs::copy(&path, &copy).unwrap();
    let twice = read_tables(&[path, copy], &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
    assert_eq!(twice.whole.rows().iter().map(|row| row.count).sum::<u64>(), 14);
    assert_eq!(twice.groups.unwrap().len(), 2);
}

#[test]
fn what_is_no_table_is_refused_by_its_row() {
    let files = Files::new();
    let good = ungrouped(&table(&VALUES, ""));
    let line = |number: usize| good.lines().nth(number - 1).unwrap();
    let with = |number: usize, from: &str, to: &str| {
        let changed = line(number).replacen(from, to, 1);
        assert_ne!(changed, line(number));
        good.replacen(line(number), &changed, 1)
    };
    let doubled = good.replacen(line(3), &format!("{}\n{}", line(3), line(3)), 1);
    for (text, says) in [
        (with(1, "s7,", ""), "line 1: a condensed table without the column s7"),
        (with(1, "x_max", "bin"), "line 1: a condensed table with two columns bin"),
        (
            with(2, "1,4,", "2,4,"),
            "line 2, column format_version: format version 2, and this program reads version 1",
        ),
        (
            with(2, ",4,2,", ",4,3,"),
            "line 2, column scale: a grid's scale is a power of two, such as 2 or 0.5, not 3",
        ),
        (with(2, ",4,2,", ",4,-2,"), "line 2, column scale: a grid's scale"),
        (
            with(2, ",4,2,", ",4.0001,2,"),
            "line 2, column centre: a grid's centre is a multiple of scale/1024, not 4.0001",
        ),
        (with(4, ",4,2,", ",5,2,"), "line 4: centre is 5 and 4 in the first row"),
        (with(3, ",0,7,", ",1,7,"), "line 3: weighted is 1 and 0 in the first row"),
        (with(3, ",0,7,", ",0,8,"), "line 3: observations is 8 and 7 in the first row"),
        (doubled, "line 4: bin -3073 is there twice"),
        (
            good[..good.len() - 9].to_owned(),
            "line 7: the table ends within this row: it is cut off",
        ),
        (
            format!("{}\n", good[..good.len() - 9].rsplit_once(',').unwrap().0),
            "line 7: the row ends after",
        ),
        (with(2, ",11,0,", ",11,x,"), "line 2, column weighted: 'x' is neither 0 nor 1"),
        (with(5, ",11,", ",,"), "line 5, column depth: '' is not a whole number of 0 or more"),
        (good.lines().next().unwrap().to_owned() + "\n", "a condensed table without rows"),
        (good.replace(",0,7,", ",0,9,"), "its rows have 7 observations, and there should be 9"),
    ] {
        let found = files.says_of(&text);
        let rest = found.strip_prefix("t.csv").unwrap().trim_start_matches([',', ':', ' ']);
        assert!(rest.starts_with(says), "{found}\n{says}");
    }
    let first_pass = good.replacen(",bin,", ",first_pass,bin,", 1).replace(",0,7,", ",0,7,8,");
    assert_eq!(
        files.says_of(&first_pass),
        "t.csv: the first pass found 8 observations and the second 7: they are of different data; run both again"
    );
    let unnamed = files.says_of(&table(&VALUES, ""));
    assert!(
        unnamed.starts_with("t.csv, line 2, column group_key: a group without a name"),
        "{unnamed}"
    );
}

#[test]
fn tables_that_do_not_go_together_are_refused_by_name() {
    let files = Files::new();
    let good = ungrouped(&table(&VALUES, ""));
    let first = files.write("first.csv", &good);
    let grid = Grid::new(6.0, 2.0).unwrap();
    let bin = grid.cell_of(6.0, 11);
    let (_, half) = grid.bin(bin);
    let header = good.lines().next().unwrap();
    let row = format!("1,6,2,11,0,1,{bin},1,1,-1,1,-1,1,-1,1,-1,6,6\n");
    assert_eq!(half, grid.scale() / 4096.0);
    let elsewhere = files.write("elsewhere.csv", format!("{header}\n{row}"));
    let grouped = files.write("grouped.csv", table(&VALUES, "a"));
    let column = files.write("column.csv", "x\n1\n2\n");
    for (paths, says) in [
        (
            [&first, &elsewhere],
            "elsewhere.csv: on another grid than first.csv; make both on one grid (--grid CENTRE,SCALE)",
        ),
        (
            [&first, &grouped],
            "grouped.csv: not grouped in the same way as first.csv; make both with groups, or both without",
        ),
        (
            [&first, &column],
            "column.csv: not a condensed table, and first.csv is one; open them one at a time",
        ),
        (
            [&column, &first],
            "first.csv: a condensed table, and column.csv is not; open them one at a time",
        ),
    ] {
        assert_eq!(files.says(&paths.map(PathBuf::as_path)), says);
    }
    let request = Request { column: Some("x".into()), ..Request::new(Source::File(first.clone())) };
    let error = load(&request).unwrap_err().to_string();
    assert!(error.ends_with("not observations; leave --column out"), "{error}");
    let error =
        read_columns(&Request::new(Source::File(first)), true, &["n"]).unwrap_err().to_string();
    assert!(error.ends_with("not columns of observations; open it as it is"), "{error}");
}

#[test]
fn a_dataset_of_a_table_needs_no_other_condensed_form() {
    let files = Files::new();
    let path = files.write("t.csv", ungrouped(&table(&VALUES, "")));
    let dataset = load(&Request::new(Source::File(path))).unwrap();
    assert!(dataset.condensed.is_none());
    assert!(Data::from(&dataset.sample).condensed().is_some());
}

#[test]
fn a_usual_table_is_read_in_the_quick_way_to_the_same() {
    let mut random = 1_u64;
    let mut share = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random >> 11) as f64 / (1_u64 << 53) as f64
    };
    let values: Vec<f64> = (0..20_000).map(|i| f64::from(i % 7) + share() / share()).collect();
    let mut condenser = Condenser::new(Grid::new(4.0, 2.0).unwrap(), true);
    condenser.push(&values, Some(&values)).unwrap();
    let grid = condenser.grid();
    let rows = condenser.finish().unwrap();
    let (some, more) = rows.split_at(rows.len() / 3);
    let table = |groups| {
        let (mut text, first_pass, left_out) = (Vec::new(), Some(20_000), Some(3));
        let table = TableToWrite { grid, is_weighted: true, first_pass, left_out, groups };
        table.write(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    };
    let one = table(vec![(None, &rows)]);
    let two = table(vec![(Some("a b"), some), (Some("c"), more), (Some("a b"), more)]);
    // Longer than a thread takes at once, with blank lines, and with a column that is of no use.
    let last = |line: &str| format!("{line},no use\r\n");
    for text in [
        lines(&one, |line| format!("{line}\n{}", if line.starts_with('1') { " \r\n" } else { "" })),
        lines(&one, last),
        lines(&two, |line| format!("{}\n", line.replace(',', "\t"))),
        lines(&one, |line| format!("{}\n", line.replace(',', " ; "))),
    ] {
        let (quick, any) = read_twice(&text);
        assert!(text.len() > 3 << 18);
        assert_eq!(quick.unwrap(), any.unwrap());
    }
    // A refinement has rows of another depth.
    let depths = lines(&one, |line| format!("{}\n", line.replacen(",11,1,", ",12,1,", 1)));
    let (quick, any) = read_twice(&depths);
    assert!(quick.is_none() && any.is_err());
    let quoted = lines(&two, |line| format!("{}\n", line.replacen("a b", "\"a b\"", 1)));
    let (quick, any) = read_twice(&quoted);
    assert!(quick.is_none());
    assert_eq!(any.unwrap(), read_twice(&two).0.unwrap());
}

proptest! {
    /// Whatever is made of a table, reading it ends with a table or one line.
    #[test]
    fn any_damage_is_survived(
        cuts in prop::collection::vec((0.0..1.0f64, any::<u8>()), 1..4),
        cut in prop::option::of(0.0..1.0f64),
    ) {
        let mut text = table(&VALUES, "g").into_bytes();
        for (at, byte) in cuts {
            let index = (at * text.len() as f64) as usize;
            text[index] = byte;
        }
        if let Some(cut) = cut {
            text.truncate((cut * text.len() as f64) as usize);
        }
        if let Ok(text) = str::from_utf8(&text)
            && text.starts_with(&format!("{HEADER}\n"))
            && let (Some(quick), any) = read_twice(text)
        {
            prop_assert_eq!(any.ok(), Some(quick));
        }
        match super::read::read(&text) {
            Ok(file) => prop_assert!(file.groups.values().all(|table| !table.rows().is_empty())),
            Err(fault) => prop_assert!(!fault.to_string().contains('\n')),
        }
    }
}
