//! An open Parquet file and its columns.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type as PhysicalType};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::schema::types::ColumnDescriptor;

use super::problem::ParquetProblem;
use super::{ENCRYPTED, MAGIC};
use crate::data::fault::{Fault, Problem};
use crate::data::source::OpenSource;
use crate::text::ascii;
use crate::text::sanitise::{brief, whole_name};

/// An open Parquet file.
pub(in crate::data) struct Table {
    pub(super) file: Arc<File>,
    pub(super) metadata: ParquetMetaData,
    /// Its columns in their order. Parts of a column are columns, such as `place.height`.
    pub(in crate::data) columns: Vec<Column>,
}

/// A column.
#[derive(Clone, Debug)]
pub(in crate::data) struct Column {
    pub(in crate::data) name: String,
    pub(super) kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Number(Number),
    Truth,
    Text,
    Date,
    List,
    Other(&'static str),
}

/// How a column of numbers is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Float,
    Signed,
    Unsigned,
    /// Whole numbers of units of 10⁻ˢ.
    Decimal(u32),
}

impl Kind {
    fn of(column: &ColumnDescriptor) -> Self {
        let physical = column.physical_type();
        if column.max_rep_level() > 0 {
            return Self::List;
        }
        match column.logical_type_ref() {
            Some(LogicalType::Decimal(decimal)) => return Self::decimal(decimal.scale, physical),
            Some(LogicalType::Integer(integer)) => {
                return Self::Number(if integer.is_signed {
                    Number::Signed
                } else {
                    Number::Unsigned
                });
            }
            Some(LogicalType::Date) => return Self::Date,
            Some(LogicalType::Time(_)) => return Self::Other("times"),
            Some(LogicalType::Timestamp(_)) => return Self::Other("points in time"),
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => return Self::Text,
            Some(LogicalType::Float16) => return Self::Other("16-bit numbers"),
            Some(LogicalType::Uuid) => return Self::Other("identifiers"),
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::DECIMAL => return Self::decimal(column.type_scale(), physical),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => return Self::Number(Number::Unsigned),
            ConvertedType::DATE => return Self::Date,
            ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => return Self::Other("times"),
            ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS => {
                return Self::Other("points in time");
            }
            ConvertedType::INTERVAL => return Self::Other("intervals of time"),
            _ => {}
        }
        match physical {
            PhysicalType::FLOAT | PhysicalType::DOUBLE => Self::Number(Number::Float),
            PhysicalType::INT32 | PhysicalType::INT64 => Self::Number(Number::Signed),
            PhysicalType::BOOLEAN => Self::Truth,
            PhysicalType::INT96 => Self::Other("points in time"),
            PhysicalType::BYTE_ARRAY => Self::Text,
            PhysicalType::FIXED_LEN_BYTE_ARRAY => Self::Other("bytes"),
        }
    }

    fn decimal(scale: i32, physical: PhysicalType) -> Self {
        match (u32::try_from(scale), physical) {
            (
                Ok(scale),
                PhysicalType::INT32
                | PhysicalType::INT64
                | PhysicalType::BYTE_ARRAY
                | PhysicalType::FIXED_LEN_BYTE_ARRAY,
            ) => Self::Number(Number::Decimal(scale)),
            _ => Self::Other("decimals that are written in an unknown way"),
        }
    }

    /// Returns what it is, in the plural.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Number(_) => "numbers",
            Self::Truth => "truth values",
            Self::Text => "text",
            Self::Date => "dates",
            Self::List => "lists",
            Self::Other(name) => name,
        }
    }
}

impl Table {
    /// Opens the file of a source.
    pub(in crate::data) fn open(input: &OpenSource<'_>) -> Result<Self, Fault> {
        let cannot_read = |error| Problem::from_io(&error).anywhere();
        let mut file = input.file().map_err(cannot_read)?;
        let length = file.metadata().map_err(cannot_read)?.len();
        let ends = |problem: ParquetProblem| Err(Problem::from(problem).anywhere());
        if length < 12 {
            return ends(ParquetProblem::NoEnd);
        }
        let mut last = [0; 4];
        file.seek(SeekFrom::End(-4)).map_err(cannot_read)?;
        file.read_exact(&mut last).map_err(cannot_read)?;
        match &last[..] {
            MAGIC => {}
            ENCRYPTED => return ends(ParquetProblem::Encrypted),
            _ => return ends(ParquetProblem::NoEnd),
        }
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&file);
        let metadata = metadata.map_err(|error| damaged(&error))?;
        let columns = metadata.file_metadata().schema_descr().columns().iter();
        let columns = columns.map(|column| Column {
            name: whole_name(&column.path().parts().join(".")),
            kind: Kind::of(column),
        });
        let columns = columns.collect();
        Ok(Self { file: Arc::new(file), metadata, columns })
    }

    /// Returns how many rows there are.
    pub(in crate::data) fn rows(&self) -> usize {
        usize::try_from(self.metadata.file_metadata().num_rows()).unwrap_or(0)
    }

    /// Returns the column of this name, or of this number from 1.
    pub(super) fn find(&self, request: &str) -> Result<usize, Fault> {
        let named = |request: &str| -> Vec<usize> {
            ascii::named(request, self.columns.iter().map(|column| column.name.as_str()))
        };
        let number = request.parse().ok().filter(|n| (1..=self.columns.len()).contains(n));
        match (&named(request)[..], number) {
            ([index], _) => Ok(*index),
            ([], Some(number)) => Ok(number - 1),
            ([], None) => {
                let names: Vec<String> = self.columns.iter().map(|c| brief(&c.name)).collect();
                let (request, count) = (brief(request), names.len());
                Err(Problem::UnknownColumn { request, names, count }.anywhere())
            }
            (several, _) => {
                let numbers = several.iter().map(|index| (index + 1).to_string()).collect();
                Err(Problem::AmbiguousColumn { request: brief(request), numbers }.anywhere())
            }
        }
    }
}

/// Returns what an error of the reader means to a person.
pub(super) fn damaged(error: &parquet::errors::ParquetError) -> Fault {
    let text = error.to_string();
    let text = text.strip_prefix("Parquet error: ").unwrap_or(&text);
    Problem::from(ParquetProblem::Damaged(brief(text))).anywhere()
}
