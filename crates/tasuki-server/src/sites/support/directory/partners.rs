//! 連携先が参加しているか調べる: numbers are pasted or uploaded, and nothing of them is kept.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tasuki_directory::{PartnerLine, PartnerOutcome, TooManyPartners};
use tasuki_terms::written_day;
use tasuki_ui::{Crumb, ErrorSummary, Field, Figure, FormState, Shell, Tag, Tone};

use super::shown::{Fresh, is_monthly};
use super::{MENU, ask};
use crate::directory::Held;
use crate::platform::Platform;
use crate::sites::{PostedFile, SiteError, Visit, page_with, shell};

/// The most bytes of a file, or of a pasted text.
const MOST: usize = 200 * 1024;
/// The most bytes of the form: both, and what stands around them.
pub(super) const BYTES: usize = 2 * MOST + 16 * 1024;
/// How much of a line without a number is shown, in letters.
const BEGUN: usize = 40;
/// The most lines of a page of the result.
const LINES: usize = 50;
/// The longest text, in bytes, that is shown again where it is refused.
const SHOWN_AGAIN: usize = 20_000;

#[derive(Template)]
#[template(path = "support/directory/partners.html")]
struct PartnersPage {
    shell: Shell,
    fresh: Fresh,
    summary: ErrorSummary,
    text: Field,
    file: Field,
    /// What was found; none before something was asked.
    found: Option<Found>,
}

/// What was found.
struct Found {
    figures: Vec<Figure>,
    lines: Vec<Line>,
    /// How many lines stand before those that are shown, and how many behind them.
    before: usize,
    after: usize,
    /// With how many lines before it the page before this and that behind it begin.
    ways: (Option<usize>, Option<usize>),
    /// The numbers, each in the line where it was found: what the form keeps for the other pages.
    numbers: String,
}

/// A line of the result.
struct Line {
    /// Where it stands in what was pasted, from 1.
    place: usize,
    number: String,
    name: String,
    href: Option<String>,
    tag: Tag,
    note: String,
}

/// Shows the form.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    answer(&platform, &visit, FormState::new(), None).await
}

/// Looks up who is meant.
pub(super) async fn look_up(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: PostedFile,
) -> Result<Response, SiteError> {
    let typed = posted.field("text").to_owned();
    let mut form = FormState::typed([("text", typed.clone())], &[]);
    let text = if posted.bytes.is_empty() {
        typed
    } else {
        read(&posted.bytes)
    };
    if posted.bytes.len() > MOST {
        form.refuse("file", "200KB以下のファイルを選択してください。");
    } else if let Some(told) = no_text(&posted.bytes) {
        form.refuse("file", told);
    } else if text.len() > MOST {
        form.refuse("text", "200KB以下に分けて、もう一度入力してください。");
    } else if text.trim().is_empty() {
        form.refuse(
            "text",
            "事業所番号を入力するか、ファイルを選択してください。",
        );
    }
    let text = form.is_good().then_some(text);
    let before = posted.field("before").parse().unwrap_or_default();
    answer(&platform, &visit, form, text.map(|text| (text, before))).await
}

/// What is said of a file that has no lines of text; none of one that may.
fn no_text(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        // XLSX is an archive of ZIP, XLS a compound file.
        [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(
            "Excelファイルは読み取れません。ExcelでCSVファイルとして保存して選択するか、番号の列をコピーして上の欄に貼り付けてください。",
        ),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => None,
        bytes if bytes.contains(&0) || bytes.starts_with(b"%PDF-") => Some(
            "文字だけのファイルではないため、読み取れません。CSVファイルを選択するか、番号を上の欄に貼り付けてください。",
        ),
        _ => None,
    }
}

/// A file as text: UTF-16 (「Unicode テキスト」 of a spreadsheet) where its first bytes say so, else
/// UTF-8, or `Shift_JIS` where it is none.
fn read(bytes: &[u8]) -> String {
    let wide = |from: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2).skip(1);
        let units = pairs.filter_map(|pair| Some(from(pair.try_into().ok()?)));
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    };
    match bytes {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        bytes => {
            let text = match str::from_utf8(bytes) {
                Ok(text) => text.into(),
                Err(_) => encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0,
            };
            text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
        }
    }
}

async fn answer(
    platform: &Platform,
    visit: &Visit,
    mut form: FormState,
    asked: Option<(String, usize)>,
) -> Result<Response, SiteError> {
    let monthly = is_monthly(platform);
    let mut shell = shell(platform, visit, MENU);
    shell.crumbs = vec![
        Crumb::to("トップ", "/"),
        Crumb::here("連携先が参加しているか調べる"),
    ];
    let shown = ask(platform, move |held| {
        let found = asked.and_then(|(text, before)| {
            let lines = held.index.partners(&text);
            if lines.is_err() {
                let most = TooManyPartners::MOST;
                form.refuse(
                    "text",
                    format!("{most}行、{most}件以下に分けて、もう一度入力してください。"),
                );
            }
            Some(Found::of(held, &lines.ok()?, before))
        });
        if let Some(found) = &found {
            form = FormState::typed([("text", found.numbers.clone())], &[]);
        }
        let mut text = form
            .field("text", "事業所番号")
            .help("事業所番号とCSVファイルの、どちらか一方を入力してください。番号は、1行に1件ずつ、またはカンマや空白で区切ります。");
        if found.is_none() && text.value.len() > SHOWN_AGAIN {
            text.value.clear();
        }
        let file = form
            .field("file", "CSVファイル")
            .accept(".csv,.txt,text/csv,text/plain")
            .help("200KBまでのファイルを選べます。1行目の見出しから、事業所番号の列を自動で見つけます。");
        PartnersPage {
            shell,
            fresh: Fresh::of(held, monthly),
            summary: ErrorSummary::of([&text, &file]),
            text,
            file,
            found,
        }
    });
    let page = shown.await?;
    let status = if page.summary.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page_with(status, &page)
}

impl Found {
    /// What was found, of which the lines behind the first `before` are shown.
    fn of(held: &Held, lines: &[PartnerLine<'_>], before: usize) -> Self {
        let last = lines.len().saturating_sub(1) / LINES * LINES;
        let before = (before / LINES * LINES).min(last);
        let shown = lines.iter().skip(before).take(LINES);
        let after = lines.len().saturating_sub(before + LINES);
        let count = |is: fn(&PartnerOutcome) -> bool| {
            lines
                .iter()
                .filter(|line| is(&line.outcome))
                .count()
                .to_string()
        };
        let figure = |label: &str, is| Figure::new(label, count(is), "件");
        Self {
            figures: vec![
                figure("利用中", |one| matches!(one, PartnerOutcome::Joined(_))),
                figure("利用していません", |one| {
                    matches!(one, PartnerOutcome::NotJoined(_))
                }),
                figure("一覧にありません", |one| {
                    matches!(one, PartnerOutcome::Unknown(_))
                }),
            ],
            lines: shown.map(|line| line_of(held, line)).collect(),
            before,
            after,
            ways: (
                (before > 0).then(|| before.saturating_sub(LINES)),
                (after > 0).then_some(before + LINES),
            ),
            numbers: numbers(held, lines),
        }
    }
}

/// The numbers that were found, in the lines where they were. A line without one keeps its place,
/// where there is another page, so that the pages follow one another.
fn numbers(held: &Held, lines: &[PartnerLine<'_>]) -> String {
    let (mut text, mut at) = (String::new(), 1);
    let has_pages = lines.len() > LINES;
    for line in lines {
        let number = match line.outcome {
            PartnerOutcome::Joined(id) | PartnerOutcome::NotJoined(id) => held
                .index
                .office(id)
                .map(|office| office.number.to_string()),
            PartnerOutcome::Unknown(number) => Some(number.to_string()),
            PartnerOutcome::NoNumber => has_pages.then(|| "-".to_owned()),
        };
        let Some(number) = number else {
            continue;
        };
        if at < line.line {
            text.extend(std::iter::repeat_n('\n', line.line - at));
            at = line.line;
        } else if !text.is_empty() {
            text.push(' ');
        }
        text += &number;
    }
    text
}

/// What a line begins with: enough to find it.
fn begun(text: &str) -> String {
    let mut begun: String = text.chars().take(BEGUN).collect();
    if begun.len() < text.len() {
        begun.push('…');
    }
    begun
}

/// What is said of a line in which a spreadsheet has rounded the number: 1.37E+09.
fn spoilt(text: &str) -> &'static str {
    if text.to_ascii_uppercase().contains("E+") {
        "表計算ソフトで桁が失われた番号のようです。列の表示形式を「文字列」にして番号を入れ直し、保存し直してください。"
    } else {
        ""
    }
}

fn line_of(held: &Held, line: &PartnerLine<'_>) -> Line {
    let (number, tag, note) = match line.outcome {
        PartnerOutcome::Joined(id) | PartnerOutcome::NotJoined(id) => {
            let office = held.index.office(id);
            let member = office.and_then(|office| office.participation);
            let (tag, note) = match member {
                Some(member) => (
                    Tag::new(Tone::Success, "利用中"),
                    format!("{}から", written_day(member.since)),
                ),
                None => (Tag::new(Tone::Plain, "利用していません"), String::new()),
            };
            if let Some(office) = office {
                return Line {
                    place: line.line,
                    number: office.number.to_string(),
                    name: office.name.to_owned(),
                    href: Some(format!("/offices/{}", office.number)),
                    tag,
                    note,
                };
            }
            (String::new(), tag, note)
        }
        PartnerOutcome::Unknown(number) => (
            number.to_string(),
            Tag::new(Tone::Warning, "一覧にありません"),
            "番号に誤りがないか確認してください。".to_owned(),
        ),
        PartnerOutcome::NoNumber => (
            String::new(),
            Tag::new(Tone::Plain, "事業所番号がない行"),
            format!("「{}」{}", begun(line.text), spoilt(line.text)),
        ),
    };
    Line {
        place: line.line,
        number,
        name: String::new(),
        href: None,
        tag,
        note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_spreadsheets_are_read_in_each_encoding() {
        let text = "番号\t名称\r\n1370000001\t見本\r\n";
        let wide = |mark: [u8; 2], to: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let units = text.encode_utf16().flat_map(to);
            mark.into_iter().chain(units).collect()
        };
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            wide([0xFF, 0xFE], u16::to_le_bytes),
            wide([0xFE, 0xFF], u16::to_be_bytes),
        ] {
            assert_eq!(read(&bytes), text);
        }
        assert_eq!(read(b"\x94\xd4\x8d\x86,1370000001"), "番号,1370000001");
        assert_eq!(no_text(&wide([0xFF, 0xFE], u16::to_le_bytes)), None);
        assert_eq!(no_text(b"\x94\xd4\x8d\x86,1370000001"), None);
    }

    #[test]
    fn workbooks_and_other_files_are_no_text() {
        for workbook in [b"PK\x03\x04\x14\x00", b"\xD0\xCF\x11\xE0\xA1\xB1"] {
            assert!(no_text(workbook).unwrap().contains("Excel"));
        }
        for other in [&b"%PDF-1.7"[..], b"\x89PNG\r\n\x1a\n\0"] {
            assert!(no_text(other).unwrap().contains("文字だけ"));
        }
    }

    #[test]
    fn a_number_that_a_spreadsheet_rounded_is_explained() {
        assert!(spoilt("見本,1.37E+09").contains("文字列"));
        assert_eq!(spoilt("取引先一覧"), "");
    }
}
