//! Fingerprints of the authorities' certificates, to compare by eye (ルート証明書の拇印).

use tasuki_terms::Date;

use crate::address::Contact;
use crate::blocks::{self, FACTS, facts};
use crate::layout::{Column, Flow, Style, Table};
use crate::paper::{self, Document, Paper, PaperError};

/// The sheet.
#[derive(Debug, Clone, Copy)]
pub struct CertificateFingerprints<'a> {
    /// When it is issued.
    pub date: Date,
    /// The certificates.
    pub certificates: &'a [FingerprintedCertificate<'a>],
    /// Whom to ask.
    pub contact: Contact<'a>,
}

/// A certificate that offices must trust.
#[derive(Debug, Clone, Copy)]
pub struct FingerprintedCertificate<'a> {
    /// What it is.
    pub title: &'a str,
    /// Its subject, as Windows shows it (発行先).
    pub subject: &'a str,
    /// Its last day.
    pub until: Date,
    /// Its fingerprints.
    pub fingerprints: &'a [Fingerprint<'a>],
}

/// One fingerprint.
#[derive(Debug, Clone, Copy)]
pub struct Fingerprint<'a> {
    /// SHA-256, or SHA-1 which Windows shows as 拇印.
    pub algorithm: &'a str,
    /// The digest.
    pub digest: &'a [u8],
}

impl CertificateFingerprints<'_> {
    /// Prints the sheet.
    pub fn print(sheets: &[Self]) -> Result<Paper, PaperError> {
        paper::print(sheets)
    }
}

impl Document for CertificateFingerprints<'_> {
    const TITLE: &'static str = "ルート証明書の拇印";

    fn date(&self) -> Date {
        self.date
    }

    fn name(&self) -> &str {
        Self::TITLE
    }

    fn lay(&self, flow: &mut Flow) {
        blocks::title(flow, Self::TITLE);
        flow.paragraph(
            "電子証明書を取り込むとき、ルート証明書をインストールするかどうかを確認する画面が表示されます。\
             画面の拇印が次の値と同じであることを確かめてから「はい」を選んでください。\
             一字でも違うときは「いいえ」を選び、お問い合わせ先にご連絡ください。",
        );
        for certificate in self.certificates {
            blocks::heading(flow, certificate.title);
            let until = day(certificate.until);
            let named = [("発行先", certificate.subject), ("有効期限", &until)];
            facts(flow, &named);
            let row = |print: &Fingerprint<'_>| {
                let name = format!("拇印（{}）", print.algorithm);
                vec![name, grouped(print.digest)]
            };
            flow.table(&Table {
                columns: &COLUMNS,
                rows: certificate.fingerprints.iter().map(row).collect(),
            });
        }
        flow.space(3.0);
        flow.paragraph(&format!("{}現在", day(self.date)));
        blocks::contact(flow, &self.contact);
    }
}

/// As wide as those of [`facts`], which stand above.
const COLUMNS: [Column<'static>; 2] = [
    FACTS[0],
    Column {
        style: Style {
            slashed_zero: true,
            ..Style::FIGURES.sized(11.0)
        },
        ..FACTS[1]
    },
];

fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Hexadecimal in groups of four, eight groups a line.
fn grouped(digest: &[u8]) -> String {
    let mut text = String::new();
    for (at, byte) in digest.iter().enumerate() {
        match at {
            0 => {}
            _ if at.is_multiple_of(16) => text.push('\n'),
            _ if at.is_multiple_of(2) => text.push(' '),
            _ => {}
        }
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(half.into(), 16));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_grouped_for_the_eye() {
        let digest: Vec<u8> = (0..20).collect();
        let expected = "0001 0203 0405 0607 0809 0a0b 0c0d 0e0f\n1011 1213";
        assert_eq!(grouped(&digest), expected);
    }
}
