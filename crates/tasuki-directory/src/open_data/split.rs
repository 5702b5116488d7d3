//! Splits lines into fields.

use std::borrow::Cow;

/// The fields of one row, without their quotation marks.
pub(super) struct Fields<'a>(Vec<Cow<'a, [u8]>>);

/// A quotation mark without its other one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unclosed;

impl<'a> Fields<'a> {
    /// Splits a row at its commas. Within quotation marks commas and line ends are text, and two marks
    /// mean one; a mark inside an unquoted field is a letter.
    pub(super) fn of(row: &'a [u8]) -> Result<Self, Unclosed> {
        let mut fields = Vec::new();
        let mut rest = row;
        loop {
            let (field, behind) = if let Some(quoted) = rest.strip_prefix(b"\"") {
                unquoted(quoted)?
            } else {
                let (field, behind) = until_comma(rest);
                (Cow::Borrowed(field), behind)
            };
            fields.push(field);
            match behind {
                Some(behind) => rest = behind,
                None => return Ok(Self(fields)),
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|field| &**field)
    }

    /// One field; empty where there are not so many.
    pub(super) fn at(&self, place: usize) -> &[u8] {
        self.0.get(place).map_or(&[], |field| field)
    }
}

/// A field, and what follows the comma behind it, if there is one.
type FieldAndRest<'a> = (Cow<'a, [u8]>, Option<&'a [u8]>);

/// A quoted field from behind its first mark.
fn unquoted(text: &[u8]) -> Result<FieldAndRest<'_>, Unclosed> {
    let mut field = Cow::Borrowed(&[][..]);
    let mut rest = text;
    loop {
        let end = memchr::memchr(b'"', rest).ok_or(Unclosed)?;
        let (part, behind) = rest.split_at(end);
        add(&mut field, part);
        let behind = behind.get(1..).unwrap_or_default();
        let Some(second) = behind.strip_prefix(b"\"") else {
            // What stands between the mark and the comma belongs to the field.
            let (tail, behind) = until_comma(behind);
            add(&mut field, tail);
            return Ok((field, behind));
        };
        add(&mut field, b"\"");
        rest = second;
    }
}

fn add<'a>(field: &mut Cow<'a, [u8]>, part: &'a [u8]) {
    if field.is_empty() {
        *field = Cow::Borrowed(part);
    } else if !part.is_empty() {
        field.to_mut().extend_from_slice(part);
    }
}

fn until_comma(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match memchr::memchr(b',', text) {
        None => (text, None),
        Some(comma) => {
            let (field, behind) = text.split_at(comma);
            (field, behind.get(1..))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(row: &str) -> Result<Vec<String>, Unclosed> {
        let fields = Fields::of(row.as_bytes())?;
        let text = |field: &[u8]| String::from_utf8(field.to_vec()).unwrap();
        Ok(fields.iter().map(text).collect())
    }

    #[test]
    fn fields_are_what_stands_between_commas() {
        for (row, fields) in [
            ("", &[""][..]),
            ("a,b", &["a", "b"]),
            (",", &["", ""]),
            ("\"月,火\",x", &["月,火", "x"]),
            ("\"a\"\"b\"", &["a\"b"]),
            ("\"\"\"\"", &["\""]),
            ("\"\",\"\"", &["", ""]),
            ("5\"型,x", &["5\"型", "x"]),
            ("\"a\"b,c", &["ab", "c"]),
            ("\"a\nb\"", &["a\nb"]),
        ] {
            assert_eq!(split(row).unwrap(), fields, "{row}");
        }
        for unclosed in ["\"", "a,\"b", "\"a\"\""] {
            assert_eq!(split(unclosed), Err(Unclosed), "{unclosed}");
        }
    }
}
