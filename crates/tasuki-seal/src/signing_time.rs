//! The signed attribute `signingTime`: whole seconds of UTC (RFC 5652, 11.3).

use jiff::civil::DateTime;
use jiff::tz::Offset;
use tasuki_terms::Timestamp;

use crate::der_reader::{Element, MalformedDer};
use crate::der_writer::{GENERALIZED_TIME, UTC_TIME, element};

/// The years that must be written with two digits.
const SHORT_YEARS: std::ops::RangeInclusive<i16> = 1950..=2049;

/// `at` as `Time`; parts of a second are cut off. `None` outside the years 0 to 9999.
pub(crate) fn write(at: Timestamp) -> Option<Vec<u8>> {
    let utc = Offset::UTC.to_datetime(at);
    let year = u16::try_from(utc.year()).ok()?;
    let rest = format!(
        "{:02}{:02}{:02}{:02}{:02}{:02}Z",
        year % 100,
        utc.month(),
        utc.day(),
        utc.hour(),
        utc.minute(),
        utc.second()
    );
    Some(if SHORT_YEARS.contains(&utc.year()) {
        element(UTC_TIME, &[rest.as_bytes()])
    } else {
        let century = format!("{:02}", year / 100);
        element(GENERALIZED_TIME, &[century.as_bytes(), rest.as_bytes()])
    })
}

/// Reads `Time` in the one form that is allowed for its year.
pub(crate) fn read(time: Element<'_>) -> Result<Timestamp, MalformedDer> {
    parse(time.tag, time.contents).ok_or(MalformedDer::Contents)
}

fn parse(tag: u8, digits: &[u8]) -> Option<Timestamp> {
    let mut pairs = Pairs(digits);
    let year = match tag {
        UTC_TIME => {
            let year = i16::from(pairs.next()?);
            if year < 50 { 2000 + year } else { 1900 + year }
        }
        GENERALIZED_TIME => {
            let year = i16::from(pairs.next()?) * 100 + i16::from(pairs.next()?);
            (!SHORT_YEARS.contains(&year)).then_some(year)?
        }
        _ => return None,
    };
    let (month, day) = (pairs.next()?, pairs.next()?);
    let (hour, minute, second) = (pairs.next()?, pairs.next()?, pairs.next()?);
    if pairs.0 != b"Z" {
        return None;
    }
    let utc = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    Offset::UTC.to_timestamp(utc).ok()
}

/// Takes two decimal digits at a time.
struct Pairs<'a>(&'a [u8]);

impl Pairs<'_> {
    fn next(&mut self) -> Option<i8> {
        let (pair, rest) = self.0.split_first_chunk()?;
        let [tens, ones] = pair.map(|digit| char::from(digit).to_digit(10));
        self.0 = rest;
        i8::try_from(tens? * 10 + ones?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der_reader::Reader;
    use proptest::prelude::*;

    fn bytes(text: &str) -> Option<Vec<u8>> {
        write(text.parse().unwrap())
    }

    #[test]
    fn years_have_the_form_that_the_standard_asks_for() {
        let utc = |text: &str| Some(element(UTC_TIME, &[text.as_bytes()]));
        let general = |text: &str| Some(element(GENERALIZED_TIME, &[text.as_bytes()]));
        assert_eq!(bytes("2025-04-01T00:00:00.9Z"), utc("250401000000Z"));
        assert_eq!(bytes("1950-01-01T00:00:00Z"), utc("500101000000Z"));
        assert_eq!(bytes("2049-12-31T23:59:59Z"), utc("491231235959Z"));
        assert_eq!(bytes("2050-01-01T00:00:00Z"), general("20500101000000Z"));
        assert_eq!(bytes("1949-12-31T23:59:59Z"), general("19491231235959Z"));
    }

    #[test]
    fn other_forms_are_refused() {
        for (tag, text) in [
            (UTC_TIME, "2504010000Z"),
            (UTC_TIME, "250401000000"),
            (UTC_TIME, "250401000000+0900"),
            (UTC_TIME, "251301000000Z"),
            (UTC_TIME, "250401000060Z"),
            (UTC_TIME, "2504010000+1Z"),
            (GENERALIZED_TIME, "20250401000000Z"),
            (GENERALIZED_TIME, "20500401000000.5Z"),
            (0x0c, "250401000000Z"),
        ] {
            let der = element(tag, &[text.as_bytes()]);
            let time = Reader::new(&der).element().unwrap();
            assert_eq!(read(time), Err(MalformedDer::Contents), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(seconds in -62_000_000_000_i64..253_000_000_000) {
            let at = Timestamp::from_second(seconds).unwrap();
            let der = write(at).unwrap();
            prop_assert_eq!(read(Reader::new(&der).element().unwrap()), Ok(at));
        }

        #[test]
        fn never_panics(tag: u8, digits in prop::collection::vec(any::<u8>(), 0..20)) {
            let _parsed = parse(tag, &digits);
        }
    }
}
