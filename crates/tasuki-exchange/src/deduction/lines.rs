//! Records, fields and the control sum: the form that both files share.

use super::fault::{FileFault, FileFaultKind};

/// The largest prime below 1,000,000,000.
const MODULUS: u64 = 999_999_937;

/// The control sum (検算値) of the bytes before the trailer: the bytes as one number to the base 256,
/// highest first, divided by 999,999,937; the remainder.
///
/// The modulus is a prime greater than any byte, so that a change of one byte, and the exchange of
/// two neighbours, always changes the sum; other accidents stay unnoticed once in 10⁹. It is no
/// protection against forgery: whoever writes the file can reckon it.
pub fn control_sum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |sum, byte| (sum * 256 + u64::from(*byte)) % MODULUS)
}

/// A record: its fields and the line on which it stands, counted from 1.
pub(super) struct Record {
    pub(super) line: usize,
    pub(super) fields: Vec<String>,
}

/// The records of a file, and for each the place of its first byte.
///
/// Each line ends with CR LF, the last one, too. What is wrong here leaves nothing to go on with, so
/// that the first fault is the only one told.
pub(super) fn records(bytes: &[u8]) -> Result<Vec<(usize, Record)>, FileFault> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        FileFault {
            line,
            kind: FileFaultKind::Encoding,
        }
    })?;
    let mut records = Vec::new();
    let mut place = 0;
    for (index, whole) in text.split_inclusive('\n').enumerate() {
        let line = index + 1;
        let fault = |kind| FileFault { line, kind };
        let content = whole
            .strip_suffix("\r\n")
            .filter(|content| !content.contains('\r'))
            .ok_or_else(|| fault(FileFaultKind::LineEnd))?;
        let fields = fields(content).ok_or_else(|| fault(FileFaultKind::Quotes))?;
        records.push((place, Record { line, fields }));
        place += whole.len();
    }
    Ok(records)
}

/// The fields of a line, or none where quotation marks stand wrong.
fn fields(line: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = if let Some(quoted) = rest.strip_prefix('"') {
            unquote(quoted)?
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            let (field, after) = rest.split_at_checked(end)?;
            if field.contains('"') {
                return None;
            }
            (field.to_owned(), after)
        };
        fields.push(field);
        if after.is_empty() {
            return Some(fields);
        }
        rest = after.strip_prefix(',')?;
    }
}

/// The text up to the closing quotation mark, and what follows it.
fn unquote(mut rest: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        field.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None => return Some((field, after)),
        }
    }
}

/// A text in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
