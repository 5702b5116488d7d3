//! What can be told from the bytes before they are split.

use super::{Finding, Findings, Place, Rule};

/// Whether the bytes can be split into records. If not, the findings say why.
pub(super) fn check(given: &str, bytes: &[u8], findings: &mut Findings) -> bool {
    let whole = || Place::file(given);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        findings.add(Finding::new(
            Rule::FILE_EMPTY,
            whole(),
            "ファイルにデータがありません。".to_owned(),
            "介護ソフトから出力し直してください。",
        ));
        return false;
    }
    if let Some(encoding) = unicode(bytes) {
        findings.add(Finding::new(
            Rule::FILE_UNICODE,
            whole(),
            format!("文字コードがShift-JIS（MS932）ではなく{encoding}です。"),
            "表計算ソフトなどで保存し直したファイルは使えません。介護ソフトから出力したファイルをそのまま選んでください。",
        ));
        return false;
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        findings.add(Finding::new(
            Rule::FILE_NUL,
            whole().at(line_of(bytes, at), at),
            "ファイルに使えない制御文字（NUL）があります。ファイルが壊れているおそれがあります。"
                .to_owned(),
            "介護ソフトから出力し直してください。",
        ));
        return false;
    }
    true
}

/// The Unicode encoding that the bytes are written in, if they are.
///
/// Pairs of half-width kana can look like two-byte characters of UTF-8, so only text with longer
/// ones counts.
fn unicode(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some("UTF-8（BOM付き）"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        _ => str::from_utf8(bytes)
            .is_ok_and(|text| text.chars().any(|c| c >= '\u{800}'))
            .then_some("UTF-8"),
    }
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    let before = bytes.get(..at).unwrap_or_default();
    let lines = before.split(|byte| *byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// Looks whether an image is one, by its first bytes.
pub(super) fn check_image(given: &str, bytes: &[u8], findings: &mut Findings) {
    if !bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        findings.add(Finding::new(
            Rule::FILE_IMAGE,
            Place::file(given),
            "家族図の画像がJPEG形式ではありません。".to_owned(),
            "介護ソフトから出力し直してください。",
        ));
    }
}
