//! The values of a column, a block at a time.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};

use super::pages::pages;
use super::problem::ParquetProblem;
use super::table::{Kind, Number, Table, damaged};
use crate::data::fault::{Fault, Problem};
use crate::data::source::OpenSource;
use crate::text::sanitise::clean;

/// Rows that are taken at a time.
const BLOCK: usize = 1 << 16;

/// Some rows of a column.
pub(super) struct Block<'a, T> {
    /// What is there; the rows without a value are left out.
    pub values: &'a [T],
    /// Of each row whether it has a value; none if all have.
    pub is_there: Option<&'a [bool]>,
    /// How many rows were in the blocks before.
    pub before: usize,
}

impl<T: Copy> Block<'_, T> {
    /// Returns how many rows have no value.
    pub(super) fn missing(&self) -> usize {
        self.is_there.map_or(0, |rows| rows.iter().filter(|is_there| !**is_there).count())
    }

    /// Returns each row, from 0, with its value.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, Option<&T>)> {
        let mut values = self.values.iter();
        let rows = self.is_there.map_or(self.values.len(), <[bool]>::len);
        (0..rows).map(move |row| {
            let is_there = self.is_there.is_none_or(|rows| rows[row]);
            (self.before + row, if is_there { values.next() } else { None })
        })
    }
}

/// Takes blocks.
type Take<'a, T> = dyn FnMut(&Block<'_, T>) -> Result<(), Fault> + 'a;

impl Table {
    /// Hands out the numbers of a column, of the first rows. Truth values count as 0 and 1 if they
    /// are allowed.
    pub(super) fn numbers(
        &self,
        column: usize,
        most: usize,
        input: &mut OpenSource<'_>,
        take: &mut Take<'_, f64>,
    ) -> Result<(), Fault> {
        let kind = self.columns[column].kind;
        let other = |problem: ParquetProblem| Err(Problem::from(problem));
        let number = match kind {
            Kind::Number(number) => Ok(number),
            Kind::List => other(ParquetProblem::Lists),
            other_kind => other(ParquetProblem::NotNumbers(other_kind.name())),
        };
        let number = number.map_err(|problem| self.fault(column, problem))?;
        self.each_group(column, most, input, &mut |reader, group| match (reader, number) {
            (ColumnReader::DoubleColumnReader(reader), _) => group.read(reader, |x| *x, take),
            (ColumnReader::FloatColumnReader(reader), _) => {
                group.read(reader, |x| f64::from(*x), take)
            }
            (ColumnReader::Int32ColumnReader(reader), Number::Unsigned) => {
                group.read(reader, |x| f64::from(*x as u32), take)
            }
            (ColumnReader::Int64ColumnReader(reader), Number::Unsigned) => {
                group.read(reader, |x| *x as u64 as f64, take)
            }
            (ColumnReader::Int32ColumnReader(reader), Number::Decimal(scale)) => {
                group.read(reader, |x| decimal(i128::from(*x), scale), take)
            }
            (ColumnReader::Int64ColumnReader(reader), Number::Decimal(scale)) => {
                group.read(reader, |x| decimal(i128::from(*x), scale), take)
            }
            (ColumnReader::Int32ColumnReader(reader), _) => {
                group.read(reader, |x| f64::from(*x), take)
            }
            (ColumnReader::Int64ColumnReader(reader), _) => group.read(reader, |x| *x as f64, take),
            (ColumnReader::ByteArrayColumnReader(reader), Number::Decimal(scale)) => {
                group.read(reader, |x| big_endian(x.data(), scale), take)
            }
            (ColumnReader::FixedLenByteArrayColumnReader(reader), Number::Decimal(scale)) => {
                group.read(reader, |x| big_endian(x.data(), scale), take)
            }
            _ => Err(Problem::from(ParquetProblem::Damaged("another type".into())).anywhere()),
        })
    }

    /// Returns the cells of a column as text, as a CSV file would have them.
    pub(in crate::data) fn texts(
        &self,
        column: usize,
        input: &mut OpenSource<'_>,
    ) -> Result<Vec<Option<String>>, Fault> {
        let mut cells: Vec<Option<String>> = Vec::new();
        let kind = self.columns[column].kind;
        if let Kind::Number(_) = kind {
            self.numbers(column, usize::MAX, input, &mut |block| {
                cells.extend(block.rows().map(|(_, x)| x.map(f64::to_string)));
                Ok(())
            })?;
            return Ok(cells);
        }
        let mut values: Vec<String> = Vec::new();
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut take = |block: &Block<'_, usize>| {
            places.extend(block.rows().map(|(_, index)| index.copied()));
            Ok(())
        };
        self.each_group(column, usize::MAX, input, &mut |reader, group| {
            let mut keep = |text: String| {
                values.push(text);
                values.len() - 1
            };
            match (reader, kind) {
                (ColumnReader::ByteArrayColumnReader(reader), Kind::Text) => {
                    let text = |x: &ByteArray| keep(clean(&String::from_utf8_lossy(x.data())));
                    group.read(reader, text, &mut take)
                }
                (ColumnReader::Int32ColumnReader(reader), Kind::Date) => {
                    group.read(reader, |days| keep(date(*days)), &mut take)
                }
                (ColumnReader::BoolColumnReader(reader), Kind::Truth) => {
                    group.read(reader, |x| keep(u8::from(*x).to_string()), &mut take)
                }
                _ => {
                    let problem = ParquetProblem::NotNumbers(kind.name());
                    Err(Problem::from(problem).anywhere())
                }
            }
        })?;
        let mut values: Vec<Option<String>> = values.into_iter().map(Some).collect();
        Ok(places.into_iter().map(|place| values[place?].take()).collect())
    }

    /// Goes through the row groups, as far as their rows are wanted.
    fn each_group(
        &self,
        column: usize,
        most: usize,
        input: &mut OpenSource<'_>,
        read: &mut dyn FnMut(ColumnReader, &mut Group<'_, '_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut before = 0;
        for group in self.metadata.row_groups() {
            let rows = usize::try_from(group.num_rows()).unwrap_or(0);
            let chunk = group.column(column);
            let at_column = |fault: Fault| self.fault(column, fault.problem);
            let pages = pages(&self.file, chunk, rows).map_err(at_column)?;
            let reader = get_column_reader(chunk.column_descr_ptr(), pages);
            let wanted = rows.min(most - before);
            let mut here = Group {
                rows: wanted,
                all: self.rows(),
                before,
                levels: chunk.column_descr().max_def_level(),
                input: &mut *input,
            };
            read(reader, &mut here).map_err(|fault| match fault {
                Fault { location: None, column: None, problem } => self.fault(column, problem),
                fault => fault,
            })?;
            before += wanted;
            if before == most {
                break;
            }
        }
        Ok(())
    }

    /// Returns a fault of a column.
    pub(super) fn fault(&self, column: usize, problem: Problem) -> Fault {
        let is_cancelled = matches!(problem, Problem::Cancelled);
        let column = Some(self.columns[column].name.clone()).filter(|_| !is_cancelled);
        Fault { column, ..problem.anywhere() }
    }
}

/// A column in one row group.
struct Group<'a, 'b> {
    rows: usize,
    /// Rows of the whole table.
    all: usize,
    /// Rows of the groups before.
    before: usize,
    /// The level of a row that has a value.
    levels: i16,
    input: &'a mut OpenSource<'b>,
}

impl Group<'_, '_> {
    fn read<T: DataType, V: Copy>(
        &mut self,
        mut reader: ColumnReaderImpl<T>,
        mut convert: impl FnMut(&T::T) -> V,
        take: &mut Take<'_, V>,
    ) -> Result<(), Fault> {
        let (mut raw, mut levels, mut values, mut is_there) = (vec![], vec![], vec![], vec![]);
        let mut done = 0;
        while done < self.rows {
            raw.clear();
            levels.clear();
            let may_lack = self.levels > 0;
            let wanted = BLOCK.min(self.rows - done);
            let read = reader.read_records(wanted, may_lack.then_some(&mut levels), None, &mut raw);
            let (rows, _, _) = read.map_err(|error| damaged(&error))?;
            if rows == 0 {
                let text = format!("rows are missing behind row {}", self.before + done);
                return Err(Problem::from(ParquetProblem::Damaged(text)).anywhere());
            }
            values.clear();
            values.extend(raw.iter().map(&mut convert));
            is_there.clear();
            is_there.extend(levels.iter().map(|level| *level == self.levels));
            let lacks = values.len() < rows;
            let before = self.before + done;
            take(&Block { values: &values, is_there: lacks.then_some(&is_there), before })?;
            done += rows;
            self.input.tell(self.before + done, self.all).map_err(Problem::anywhere)?;
        }
        Ok(())
    }
}

/// Returns the number that is nearest to this many units of 10⁻ˢ.
fn decimal(units: i128, scale: u32) -> f64 {
    // Up to here both are f64, and one division rounds once.
    if units.unsigned_abs() <= 1 << 53 && scale <= 22 {
        return units as f64 / 10_f64.powi(scale as i32);
    }
    format!("{units}e-{scale}").parse().unwrap_or(f64::NAN)
}

/// Returns the decimal of a whole number in bytes, the most significant first.
fn big_endian(bytes: &[u8], scale: u32) -> f64 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let Some(bytes) =
        bytes.last_chunk::<16>().filter(|_| bytes.len() == 16).copied().or_else(|| {
            let mut all = [if negative { 0xFF } else { 0 }; 16];
            all.get_mut(16_usize.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
            Some(all)
        })
    else {
        return f64::INFINITY;
    };
    decimal(i128::from_be_bytes(bytes), scale)
}

/// Returns a date as `2026-01-31`, from days since 1970 (Hinnant, *chrono-compatible low-level date
/// algorithms*, `civil_from_days`).
fn date(days: i32) -> String {
    let z = i64::from(days) + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_rounded_once() {
        assert_eq!(decimal(12_345, 2), 123.45);
        assert_eq!(decimal(-1, 1), -0.1);
        assert_eq!(decimal(12_345_678_901_234_567_890_123_456_789, 20), 123_456_789.012_345_67);
        assert_eq!(big_endian(&[0xFF, 0x85], 1), -12.3);
        assert_eq!(big_endian(&[0x7F], 0), 127.0);
        assert_eq!(big_endian(&(-5_i128).to_be_bytes(), 0), -5.0);
        assert_eq!(big_endian(&[1; 17], 0), f64::INFINITY);
    }

    #[test]
    fn days_are_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(date(-719_468), "0000-03-01");
    }
}
