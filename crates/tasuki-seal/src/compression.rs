//! Compression of containers: zstd, only where it gains something.

use std::cell::RefCell;
use std::io;

use tasuki_terms::MediaType;
use zstd::bulk::{Compressor, Decompressor};

use crate::container::Entry;

/// The quickest level that still gains on tables.
const LEVEL: i32 = 1;

/// Up to this size, trying is quicker than guessing.
const SMALL: usize = 64 * 1024;

/// How much of a large entry tells what the rest is like.
const SAMPLE: usize = 16 * 1024;

thread_local! {
    // Making a context costs more than compressing a small message with it.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Whether compressing the entries is worth its time.
pub(crate) fn promises_gain(entries: &[Entry]) -> bool {
    let (mut all, mut gain) = (0, 0);
    for entry in entries {
        all += entry.bytes.len();
        gain += expected_gain(entry);
    }
    all <= SMALL && gain > 0 || is_gain(gain, all)
}

/// Whether `gain` of `all` bytes is worth undoing it at the other end.
fn is_gain(gain: usize, all: usize) -> bool {
    gain > all / 16
}

fn expected_gain(entry: &Entry) -> usize {
    let size = entry.bytes.len();
    match entry.media {
        MediaType::Jpeg | MediaType::Png | MediaType::Gif => 0,
        MediaType::Csv | MediaType::Text | MediaType::Pdf if size <= SMALL => size,
        MediaType::Csv | MediaType::Text | MediaType::Pdf => {
            let middle = (size - SAMPLE) / 2;
            let sample = entry.bytes.get(middle..middle + SAMPLE).unwrap_or_default();
            let compressed = compress(sample).map_or(SAMPLE, |compressed| compressed.len());
            size / SAMPLE * SAMPLE.saturating_sub(compressed)
        }
    }
}

/// The compressed bytes.
pub(crate) fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(Compressor::new(LEVEL)?),
        };
        compressor.compress(bytes)
    })
}

/// Compressed bytes, if they are worth it.
pub(crate) fn compress_with_gain(bytes: &[u8]) -> Option<Vec<u8>> {
    let compressed = compress(bytes).ok()?;
    is_gain(bytes.len().saturating_sub(compressed.len()), bytes.len()).then_some(compressed)
}

/// The bytes behind compressed ones, which must be exactly `length`: never more room is taken.
pub(crate) fn decompress(compressed: &[u8], length: usize) -> io::Result<Vec<u8>> {
    let bytes = DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.decompress(compressed, length)
    })?;
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::InvalidData.into())
    }
}
