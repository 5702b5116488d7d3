//! The forms of items (書式).

use jiff::civil::Date;
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
        match self {
            Self::YearMonth => is_month(value),
            Self::YearMonthOrZero => value == "000000" || is_month(value),
            Self::Date => is_date(value),
            Self::DateOrZero => value == "00000000" || is_date(value),
            Self::Hhmm => is_time(value),
            Self::HhmmOr9999 => value == "9999" || is_time(value),
            Self::Digits => all(value, |b| b.is_ascii_digit()),
            Self::Int => all(value.strip_prefix('-').unwrap_or(value), |b| {
                b.is_ascii_digit()
            }),
            Self::Seq => {
                value.len() <= 2
                    && all(value, |b| b.is_ascii_digit())
                    && value.parse().is_ok_and(|n: u8| n > 0)
            }
            Self::Decimal => is_decimal(value),
            Self::Alnum => all(value, |b| b.is_ascii_alphanumeric()),
            Self::InsuredNo => {
                value.len() == 10
                    && all(value.strip_prefix('H').unwrap_or(value), |b| {
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

fn all(value: &str, of: impl Fn(u8) -> bool) -> bool {
    !value.is_empty() && value.bytes().all(of)
}

const fn is_code(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}

/// The digits of a value that has `len` of them and nothing else, cut at `at`.
fn cut(value: &str, len: usize, at: usize) -> Option<(i16, i16)> {
    if value.len() != len || !all(value, |b| b.is_ascii_digit()) {
        return None;
    }
    let (left, right) = value.split_at_checked(at)?;
    Some((left.parse().ok()?, right.parse().ok()?))
}

fn is_month(value: &str) -> bool {
    cut(value, 6, 4).is_some_and(|(_, month)| (1..=12).contains(&month))
}

fn is_date(value: &str) -> bool {
    cut(value, 8, 4).is_some_and(|(year, rest)| {
        let day = i8::try_from(rest % 100).unwrap_or_default();
        let month = i8::try_from(rest / 100).unwrap_or_default();
        Date::new(year, month, day).is_ok()
    })
}

fn is_time(value: &str) -> bool {
    cut(value, 4, 2)
        .is_some_and(|(hour, minute)| (hour < 24 && minute < 60) || (hour == 24 && minute == 0))
}

fn is_decimal(value: &str) -> bool {
    let digits = |text: &str| all(text, |b| b.is_ascii_digit());
    value.split_once('.').is_some_and(|(whole, part)| {
        whole.len() <= 2 && part.len() == 2 && digits(whole) && digits(part)
    })
}

fn is_split(value: &str, left: usize, right: usize) -> bool {
    let digits = |text: &str, len| text.len() == len && all(text, |b| b.is_ascii_digit());
    value
        .split_once('-')
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
                &["202513", "202500", "2025-4", "000000"],
            ),
            (F::YearMonthOrZero, &["000000", "202504"], &["00000"]),
            (
                F::Date,
                &["20240229", "19380415"],
                &["20250229", "2025/5/2", "00000000", "20250431"],
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
