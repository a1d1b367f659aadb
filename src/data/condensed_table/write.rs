//! Condensed data as a CSV table, which a later run reads back to the last bit.

use std::io::{self, Write};

use super::FORMAT_VERSION;
use crate::mixture::condensed::{Grid, PowerSums, TableRow};
use crate::text::csv_cell;

/// A table to be written: the rows of one sample, or of each group of one.
#[derive(Clone, Debug)]
pub struct TableToWrite<'a> {
    /// Where the bins lie.
    pub grid: Grid,
    /// Whether observations have weights other than 1.
    pub is_weighted: bool,
    /// How many observations the first pass found, if there was one.
    pub first_pass: Option<u64>,
    /// How many values were left out, if that is known.
    pub left_out: Option<u64>,
    /// The rows of each group; without groups, of one that has no key.
    pub groups: Vec<(Option<&'a str>, &'a [TableRow])>,
}

impl TableToWrite<'_> {
    /// Writes the table.
    ///
    /// # Errors
    /// Returns an error if `out` does.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let has_groups = self.groups.iter().any(|(key, _)| key.is_some());
        let mut header = "format_version,centre,scale,depth,weighted,observations".to_owned();
        let optional = [
            (self.first_pass.is_some(), ",first_pass"),
            (self.left_out.is_some(), ",left_out"),
            (has_groups, ",group_key"),
        ];
        optional.iter().filter(|(is_there, _)| *is_there).for_each(|(_, name)| header += name);
        writeln!(out, "{header},bin,n,s0,s1,s2,s3,s4,s5,s6,s7,x_min,x_max")?;
        let rows = self.groups.iter().flat_map(|(_, rows)| rows.iter());
        let observations: u64 = rows.map(|row| row.count).sum();
        let begin =
            format!("{FORMAT_VERSION},{}", Numbers(&[self.grid.centre(), self.grid.scale()]));
        let counts = self.first_pass.iter().chain(&self.left_out);
        let counts: Vec<String> = [observations].iter().chain(counts).map(u64::to_string).collect();
        let middle = format!(",{},{}", u8::from(self.is_weighted), counts.join(","));
        for (key, rows) in &self.groups {
            let mut middle = middle.clone();
            if has_groups {
                middle.push(',');
                middle += &csv_cell(key.unwrap_or_default());
            }
            for TableRow { depth, bin, count, sums: PowerSums(sums), min, max } in *rows {
                let (sums, ends) = (Numbers(sums), Numbers(&[*min, *max]));
                writeln!(out, "{begin},{depth}{middle},{bin},{count},{sums},{ends}")?;
            }
        }
        Ok(())
    }
}

/// Numbers with commas between them, each with the fewest digits that read back to it.
struct Numbers<'a>(&'a [f64]);

impl std::fmt::Display for Numbers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, number) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            let is_negative_zero = *number == 0.0 && number.is_sign_negative();
            if number.fract() == 0.0 && number.abs() < 1e15 && !is_negative_zero {
                write!(f, "{}", *number as i64)?;
            } else {
                write!(f, "{number:?}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &TableToWrite<'_>) -> String {
        let mut bytes = Vec::new();
        table.write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn row(bin: i64, count: u64, sums: [f64; 8]) -> TableRow {
        TableRow { depth: 11, bin, count, sums: PowerSums(sums), min: -0.0, max: 1e-7 }
    }

    #[test]
    fn every_number_reads_back_to_the_same_bits() {
        let numbers = [
            0.0,
            -0.0,
            1.0,
            -3.0,
            0.1,
            1.0 / 3.0,
            1e15,
            1e16,
            123_456_789_012_345.0,
            1e140,
            -1e-140,
            f64::MIN_POSITIVE,
            f64::from_bits(1),
            9_007_199_254_740_993.0,
            2.0_f64.powi(70),
        ];
        for text in Numbers(&numbers).to_string().split(',').zip(numbers) {
            assert_eq!(text.0.parse::<f64>().unwrap().to_bits(), text.1.to_bits(), "{text:?}");
            assert!(text.0.len() < 26, "{text:?}");
        }
    }

    #[test]
    fn a_table_says_what_it_is() {
        let sums = [2.0, -0.5, 0.125, 0.0, 0.25, 0.0, 0.5, 0.0];
        let rows = [row(-1, 2, sums), row(7, 1, [1.0, 0.5, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0])];
        let grid = Grid::new(0.5, 2.0).unwrap();
        let mut table = TableToWrite {
            grid,
            is_weighted: false,
            first_pass: None,
            left_out: None,
            groups: vec![(None, &rows)],
        };
        assert_eq!(
            written(&table),
            "format_version,centre,scale,depth,weighted,observations,bin,n,\
             s0,s1,s2,s3,s4,s5,s6,s7,x_min,x_max\n\
             1,0.5,2,11,0,3,-1,2,2,-0.5,0.125,0,0.25,0,0.5,0,-0.0,1e-7\n\
             1,0.5,2,11,0,3,7,1,1,0.5,0.25,0,0,0,0,0,-0.0,1e-7\n"
        );
        table.groups = vec![(Some("a, \"b\""), &rows[..1]), (Some("c"), &rows[1..])];
        (table.first_pass, table.left_out, table.is_weighted) = (Some(3), Some(4), true);
        assert_eq!(
            written(&table),
            "format_version,centre,scale,depth,weighted,observations,first_pass,left_out,group_key,\
             bin,n,s0,s1,s2,s3,s4,s5,s6,s7,x_min,x_max\n\
             1,0.5,2,11,1,3,3,4,\"a, \"\"b\"\"\",-1,2,2,-0.5,0.125,0,0.25,0,0.5,0,-0.0,1e-7\n\
             1,0.5,2,11,1,3,3,4,c,7,1,1,0.5,0.25,0,0,0,0,0,-0.0,1e-7\n"
        );
    }
}
