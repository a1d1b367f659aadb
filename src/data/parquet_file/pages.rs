//! The pages of a column, checked and decompressed.
//!
//! What the `parquet` crate would need a C compiler for, Zstandard, is decompressed here: the crate
//! hands such pages out as they are if it is told that they are not compressed. And what would make
//! its decoders panic in a damaged file is found before they see it.

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::levels::count_highest;
use super::problem::ParquetProblem;
use super::table::damaged;
use crate::data::compression::zstd;
use crate::data::fault::{Fault, Problem};

/// Returns the pages of a column in one row group.
pub(super) fn pages(
    file: &Arc<File>,
    chunk: &ColumnChunkMetaData,
    rows: usize,
) -> std::result::Result<Box<dyn PageReader>, Fault> {
    let codec = |name: &str| Err(Problem::from(ParquetProblem::Codec(name.into())).anywhere());
    let is_zstd = match chunk.compression() {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::LZ4
        | Compression::LZ4_RAW => false,
        Compression::ZSTD(_) => true,
        Compression::BROTLI(_) => return codec("Brotli"),
        Compression::LZO => return codec("LZO"),
    };
    let found = Pages::new(file, chunk, rows, is_zstd).map_err(|error| damaged(&error))?;
    Ok(Box::new(found))
}

struct Pages {
    inner: SerializedPageReader<File>,
    /// If its pages are compressed with Zstandard: the bytes of all pages together.
    zstd: Option<u64>,
    /// The level of a row that has a value.
    highest: i16,
    /// The bytes of a value, if all have as many.
    width: Option<usize>,
    has_dictionary: bool,
}

impl Pages {
    fn new(
        file: &Arc<File>,
        chunk: &ColumnChunkMetaData,
        rows: usize,
        is_zstd: bool,
    ) -> Result<Self> {
        let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
        if start < 0 || chunk.compressed_size() < 0 {
            return Err(error("a column begins or ends nowhere"));
        }
        let stored = if is_zstd {
            chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED).build()?
        } else {
            chunk.clone()
        };
        let inner = SerializedPageReader::new(Arc::clone(file), &stored, rows, None)?;
        let width = match chunk.column_type() {
            Type::FLOAT | Type::INT32 => Some(4),
            Type::DOUBLE | Type::INT64 => Some(8),
            _ => None,
        };
        let zstd = is_zstd.then(|| u64::try_from(chunk.uncompressed_size()).unwrap_or(0));
        let highest = chunk.column_descr().max_def_level();
        Ok(Self { inner, zstd, highest, width, has_dictionary: false })
    }

    /// Returns a page as it was before it was compressed; the first bytes never are.
    fn plain(&self, bytes: Bytes, first: usize, is_compressed: bool) -> Result<Bytes> {
        let Some(most) = self.zstd.filter(|_| is_compressed && bytes.len() > first) else {
            return Ok(bytes);
        };
        let mut page = bytes[..first].to_vec();
        let read = zstd(&bytes[first..]).take(most.saturating_add(1)).read_to_end(&mut page);
        read.map_err(|_| error("its ZSTD data are damaged"))?;
        if page.len() as u64 > most {
            return Err(error("a page is longer than its column"));
        }
        Ok(page.into())
    }

    /// Refuses a page of data whose decoder would not be there, or would read behind its end.
    /// `values` are how many values it has, if that is known; else its levels say so.
    fn check(&self, data: &[u8], encoding: Encoding, rows: u32, values: Option<u32>) -> Result<()> {
        match encoding {
            Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY if !self.has_dictionary => {
                Err(error("a page refers to a dictionary, and there is none"))
            }
            Encoding::BYTE_STREAM_SPLIT => {
                let (values, data) = match values {
                    Some(values) => (values as usize, data),
                    None if self.highest == 0 => (rows as usize, data),
                    None => count_highest(data, self.highest, rows as usize)
                        .ok_or_else(|| error("the levels of a page are cut off"))?,
                };
                let is_whole = self.width.is_none_or(|width| data.len() / width >= values);
                if is_whole { Ok(()) } else { Err(error("a page has too few values")) }
            }
            _ => Ok(()),
        }
    }

    fn checked(&mut self, page: Page) -> Result<Page> {
        let mut page = page;
        match &mut page {
            Page::DataPage { buf, num_values, encoding, .. } => {
                *buf = self.plain(std::mem::take(buf), 0, true)?;
                self.check(buf, *encoding, *num_values, None)?;
            }
            Page::DictionaryPage { buf, .. } => {
                *buf = self.plain(std::mem::take(buf), 0, true)?;
                self.has_dictionary = true;
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                num_nulls,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed,
                ..
            } => {
                let levels = def_levels_byte_len.checked_add(*rep_levels_byte_len);
                let levels = levels.map(|bytes| bytes as usize).filter(|end| *end <= buf.len());
                let levels = levels.ok_or_else(|| error("the levels of a page are cut off"))?;
                *buf = self.plain(std::mem::take(buf), levels, *is_compressed)?;
                let values = num_values.saturating_sub(*num_nulls);
                self.check(&buf[levels..], *encoding, *num_values, Some(values))?;
            }
        }
        Ok(page)
    }
}

fn error(text: &str) -> ParquetError {
    ParquetError::General(text.to_owned())
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.inner.get_next_page()?;
        page.map(|page| self.checked(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.inner.skip_next_page()
    }
}
