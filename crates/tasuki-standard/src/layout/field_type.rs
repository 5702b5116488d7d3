//! The forms of items (書式).

use serde::Deserialize;

/// The form of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldType {
    /// A month `YYYYMM`.
    YearMonth,
    /// A month, or `000000`.
    YearMonthOrZero,
    /// A day of the calendar, `YYYYMMDD`.
    Date,
    /// A day, or `00000000`.
    DateOrZero,
    /// A time `HHMM`; `2400` is tolerated.
    Hhmm,
    /// A time, or `9999` for services that show none.
    #[serde(rename = "hhmm_or_9999")]
    HhmmOr9999,
    /// Digits.
    Digits,
    /// Digits, perhaps with a minus sign.
    Int,
    /// A number from 1 to 99.
    Seq,
    /// One or two digits, a point and two digits.
    #[serde(rename = "decimal_99_99")]
    Decimal,
    /// Digits and Latin letters.
    Alnum,
    /// Ten digits, or `H` and nine.
    InsuredNo,
    /// Ten digits or capital letters.
    OfficeNo,
    /// Two digits or capital letters.
    ServiceType,
    /// Six digits or capital letters.
    ServiceCode,
    /// A service code, or the code of a subtotal or total row.
    ServiceCodeOrTotal,
    /// `123-4567`.
    Postal,
    /// Half-width text.
    Phone,
    /// `12345-123456`.
    TaisCode,
    /// Thirty-one digits, each 0 or 1.
    Bitmap31,
    /// One of the codes of a list.
    Enum,
    /// Any text, in quotation marks.
    FreeText,
}

impl FieldType {
    /// Whether a value that is not empty has the form. What a list of codes allows is not told
    /// here.
    pub fn accepts(self, value: &str) -> bool {
        self.accepts_bytes(value.as_bytes())
    }

    /// The same for bytes. All forms but that of free text are ASCII.
    pub(crate) fn accepts_bytes(self, value: &[u8]) -> bool {
        match self {
            Self::YearMonth => is_month(value),
            Self::YearMonthOrZero => value == b"000000" || is_month(value),
            Self::Date => is_date(value),
            Self::DateOrZero => value == b"00000000" || is_date(value),
            Self::Hhmm => is_time(value),
            Self::HhmmOr9999 => value == b"9999" || is_time(value),
            Self::Digits => all(value, |b| b.is_ascii_digit()),
            Self::Int => all(value.strip_prefix(b"-").unwrap_or(value), |b| {
                b.is_ascii_digit()
            }),
            Self::Seq => matches!(
                value,
                [b'1'..=b'9'] | [b'0', b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9']
            ),
            Self::Decimal => is_decimal(value),
            Self::Alnum => all(value, |b| b.is_ascii_alphanumeric()),
            Self::InsuredNo => {
                value.len() == 10
                    && all(value.strip_prefix(b"H").unwrap_or(value), |b| {
                        b.is_ascii_digit()
                    })
            }
            Self::OfficeNo => value.len() == 10 && all(value, is_code),
            Self::ServiceType => value.len() == 2 && all(value, is_code),
            Self::ServiceCode | Self::ServiceCodeOrTotal => value.len() == 6 && all(value, is_code),
            Self::Postal => is_split(value, 3, 4),
            Self::Phone => all(value, |b| (0x20..0x7F).contains(&b)),
            Self::TaisCode => is_split(value, 5, 6),
            Self::Bitmap31 => value.len() == 31 && all(value, |b| matches!(b, b'0' | b'1')),
            Self::Enum | Self::FreeText => true,
        }
    }

    /// What the form is, for people.
    pub const fn form(self) -> &'static str {
        match self {
            Self::YearMonth => "西暦の年月6桁（例 202504）",
            Self::YearMonthOrZero => "西暦の年月6桁（例 202504）か000000",
            Self::Date => "暦にある日付8桁（例 20250401）",
            Self::DateOrZero => "暦にある日付8桁（例 20250401）か00000000",
            Self::Hhmm => "時刻4桁（例 0930）",
            Self::HhmmOr9999 => "時刻4桁（例 0930）か9999",
            Self::Digits => "半角の数字",
            Self::Int => "半角の整数",
            Self::Seq => "1から99までの半角の数字",
            Self::Decimal => "小数点以下2桁の半角の数字（例 11.40）",
            Self::Alnum => "半角の英数字",
            Self::InsuredNo => "半角の数字10桁か、Hと数字9桁",
            Self::OfficeNo => "半角の数字（総合事業では英大文字も）10桁",
            Self::ServiceType => "半角の数字か英大文字2桁（例 11）",
            Self::ServiceCode => "半角の数字か英大文字6桁（例 111111）",
            Self::ServiceCodeOrTotal => "半角の数字か英大文字6桁（合計の行は 11AAAA や 999999）",
            Self::Postal => "半角の数字3桁-4桁（例 100-0001）",
            Self::Phone => "半角の文字",
            Self::TaisCode => "半角の数字5桁-6桁（例 00001-000010）",
            Self::Bitmap31 => "1日から31日までの0か1を並べた31桁",
            Self::Enum => "決められたコード",
            Self::FreeText => "MS932の文字",
        }
    }
}

fn all(value: &[u8], of: impl Fn(u8) -> bool) -> bool {
    !value.is_empty() && value.iter().all(|byte| of(*byte))
}

const fn is_code(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}

/// The number of a value that is `N` digits and nothing else.
fn number<const N: usize>(value: &[u8]) -> Option<u32> {
    let digits: &[u8; N] = value.try_into().ok()?;
    let mut number = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

fn is_month(value: &[u8]) -> bool {
    number::<6>(value)
        .is_some_and(|number| number >= FIRST_YEAR * 100 && (1..=12).contains(&(number % 100)))
}

fn is_date(value: &[u8]) -> bool {
    number::<8>(value).is_some_and(|number| {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        year >= FIRST_YEAR && (1..=days(year, month)).contains(&day)
    })
}

/// The first year of 西暦.
const FIRST_YEAR: u32 = 1;

/// How many days a month has; none if there is no such month.
pub(crate) const fn days(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

fn is_time(value: &[u8]) -> bool {
    number::<4>(value).is_some_and(|number| {
        let (hour, minute) = (number / 100, number % 100);
        (hour < 24 && minute < 60) || number == 2400
    })
}

fn is_decimal(value: &[u8]) -> bool {
    let is_digit = |b: &u8| b.is_ascii_digit();
    match value {
        [whole @ .., b'.', tens, ones] => {
            (1..=2).contains(&whole.len()) && whole.iter().chain([tens, ones]).all(is_digit)
        }
        _ => false,
    }
}

fn is_split(value: &[u8], left: usize, right: usize) -> bool {
    let digits = |text: &[u8], len| text.len() == len && all(text, |b| b.is_ascii_digit());
    value
        .split_at_checked(left)
        .and_then(|(a, rest)| Some((a, rest.strip_prefix(b"-")?)))
        .is_some_and(|(a, b)| digits(a, left) && digits(b, right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_form_accepts_what_it_is_and_nothing_else() {
        use FieldType as F;
        let cases: &[(FieldType, &[&str], &[&str])] = &[
            (
                F::YearMonth,
                &["202504"],
                &["202513", "202500", "2025-4", "000000", "000004"],
            ),
            (F::YearMonthOrZero, &["000000", "202504"], &["00000"]),
            (
                F::Date,
                &["20240229", "19380415"],
                &["20250229", "2025/5/2", "00000000", "20250431", "00000401"],
            ),
            (F::DateOrZero, &["00000000"], &["0"]),
            (
                F::Hhmm,
                &["0000", "2359", "2400"],
                &["2401", "0960", "9999", "900", "9:00"],
            ),
            (F::HhmmOr9999, &["9999", "0930"], &["9998"]),
            (F::Digits, &["0", "00123"], &["-1", "1.0", "１"]),
            (F::Int, &["-12", "0"], &["-", "1-", "+1"]),
            (F::Seq, &["1", "01", "99"], &["0", "00", "100", "a"]),
            (
                F::Decimal,
                &["11.40", "9.99"],
                &["11.4", "111.40", ".40", "11"],
            ),
            (F::Alnum, &["aZ9"], &["ａ", "a-b"]),
            (
                F::InsuredNo,
                &["0000000101", "H000000101"],
                &["H0000000101", "000000010", "h000000101"],
            ),
            (F::OfficeNo, &["13A0000007"], &["13a0000007", "137000000"]),
            (F::ServiceType, &["2A"], &["2a", "111"]),
            (F::ServiceCode, &["111111"], &["１１１１１１", "11111"]),
            (F::ServiceCodeOrTotal, &["17AAAA", "999999"], &["17aaaa"]),
            (
                F::Postal,
                &["100-9999"],
                &["1009999", "100ー9999", "1000-999"],
            ),
            (F::Phone, &["03-0000-0101"], &["０３"]),
            (
                F::TaisCode,
                &["00001-000010"],
                &["00001－000010", "00001000010"],
            ),
            (
                F::Bitmap31,
                &["1111111111111110000000000000000"],
                &["2000000000000000000000000000000", "1"],
            ),
        ];
        for (form, right, wrong) in cases {
            for value in *right {
                assert!(form.accepts(value), "{form:?} {value}");
            }
            for value in *wrong {
                assert!(!form.accepts(value), "{form:?} {value}");
            }
        }
    }

    proptest! {
        #[test]
        fn never_panics(value in ".{0,12}") {
            for form in [FieldType::Date, FieldType::Hhmm, FieldType::Decimal, FieldType::Postal,
                FieldType::YearMonth, FieldType::Seq, FieldType::InsuredNo] {
                let _accepted = form.accepts(&value);
            }
        }
    }
}
