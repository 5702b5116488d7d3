//! What can be told from the bytes before they are split.

use super::{Finding, Findings, Place, Rule};
use crate::ms932;

/// How many bytes are there before the first is judged: what a file is written in shows at once.
pub(super) const BEGINNING: usize = 64 * 1024;

/// Whether the first bytes of a file can be split into records. If not, the findings say why.
/// `is_whole` tells that they are the whole file.
pub(super) fn check(given: &str, bytes: &[u8], is_whole: bool, findings: &mut Findings) -> bool {
    if is_whole && bytes.iter().all(u8::is_ascii_whitespace) {
        findings.add(empty(given));
        return false;
    }
    let is_all = is_whole && bytes.len() <= BEGINNING;
    let beginning = bytes.get(..BEGINNING).unwrap_or(bytes);
    if let Some(encoding) = unicode(beginning, is_all).or_else(|| euc(beginning)) {
        findings.add(Finding::new(
            Rule::FILE_UNICODE,
            Place::file(given),
            format!("文字コードがShift-JIS（MS932）ではなく{encoding}です。"),
            "表計算ソフトなどで保存し直したファイルは使えません。介護ソフトから出力したファイルをそのまま選んでください。",
        ));
        return false;
    }
    true
}

/// A file without any record.
pub(super) fn empty(given: &str) -> Finding {
    Finding::new(
        Rule::FILE_EMPTY,
        Place::file(given),
        "ファイルにデータがありません。".to_owned(),
        "介護ソフトから出力し直してください。",
    )
}

/// A zero byte.
pub(super) fn zero(place: Place) -> Finding {
    Finding::new(
        Rule::FILE_NUL,
        place,
        "ファイルに使えない制御文字（NUL）があります。ファイルが壊れているおそれがあります。"
            .to_owned(),
        "介護ソフトから出力し直してください。",
    )
}

/// The Unicode encoding that the bytes are written in, if they are.
///
/// Pairs of half-width kana can look like two-byte characters of UTF-8, so only text with longer
/// ones counts.
fn unicode(bytes: &[u8], is_whole: bool) -> Option<&'static str> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => return Some("UTF-8（BOM付き）"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Some("UTF-16"),
        _ => {}
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        // The last character may go on behind the bytes.
        Err(error) if !is_whole && error.error_len().is_none() => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            str::from_utf8(valid).unwrap_or_default()
        }
        Err(_) => return None,
    };
    text.chars().any(|c| c >= '\u{800}').then_some("UTF-8")
}

/// EUC-JP, if the bytes are written in it: nothing but ASCII and pairs of its bytes, kana among them,
/// and no text in MS932.
fn euc(bytes: &[u8]) -> Option<&'static str> {
    let mut rest = bytes;
    let mut has_kana = false;
    loop {
        rest = match rest {
            // The last character may go on behind the bytes.
            [] | [_] | [0x8F, _] => break,
            [0..=0x7F, rest @ ..]
            | [0x8E, 0xA1..=0xDF, rest @ ..]
            | [0x8F, 0xA1..=0xFE, 0xA1..=0xFE, rest @ ..] => rest,
            [row @ 0xA1..=0xFE, 0xA1..=0xFE, rest @ ..] => {
                has_kana |= matches!(row, 0xA4 | 0xA5);
                rest
            }
            _ => return None,
        };
    }
    (has_kana && !ms932::is_text(bytes)).then_some("EUC-JP")
}

/// How many bytes tell an image.
pub(super) const IMAGE_MARK: usize = 3;

/// Looks whether an image is one, by its first bytes.
pub(super) fn check_image(given: &str, bytes: &[u8], findings: &mut Findings) {
    if !bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        findings.add(Finding::new(
            Rule::FILE_IMAGE,
            Place::file(given),
            "家族構成の画像がJPEG形式ではありません。".to_owned(),
            "介護ソフトから出力し直してください。",
        ));
    }
}
