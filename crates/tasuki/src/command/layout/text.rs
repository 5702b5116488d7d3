//! Layouts for people.

use std::collections::BTreeMap;

use tasuki_standard::{Field, FieldType, Layout, Presence, Privacy, layout as layout_of};
use tasuki_terms::{FileKind, SpecVersion};

use crate::show::{Table, width};

/// How many columns the name of an item may take on one line.
const WIDEST_NAME: usize = 30;

type Codes = BTreeMap<String, String>;

/// The kinds, with the number of items in each version.
pub(super) fn kinds(specs: &[SpecVersion]) -> String {
    let columns: Vec<String> = specs
        .iter()
        .map(|spec| format!("{}の項目数", spec.name()))
        .collect();
    let heading = ["種類", "名称"]
        .into_iter()
        .chain(columns.iter().map(String::as_str));
    let mut table = Table::new(&heading.collect::<Vec<_>>());
    for kind in FileKind::ALL {
        let counts = specs.iter().map(|spec| match layout_of(*spec, kind) {
            Some(layout) => layout.fields.len().to_string(),
            None if kind == FileKind::PreventionUserImage && *spec == SpecVersion::V4_1 => {
                "画像（JPEG）".to_owned()
            }
            None => "―".to_owned(),
        });
        table.row(
            [kind.to_string(), kind.name().to_owned()]
                .into_iter()
                .chain(counts),
        );
    }
    format!(
        "{}\n\n項目は tasuki layout <種類> で表示できます。",
        table.text()
    )
}

/// Kinds to choose from.
pub(super) fn candidates(kinds: &[FileKind]) -> String {
    let mut table = Table::new(&["種類", "名称"]);
    for kind in kinds {
        table.row([kind.to_string(), kind.name().to_owned()]);
    }
    table.text()
}

/// The items of a kind, then the lists of codes they name.
pub(super) fn layout(layout: &Layout) -> String {
    let mut lists: Vec<&Codes> = Vec::new();
    let mut table = Table::new(&[
        "No.",
        "項目名",
        "必須",
        "形式",
        "桁数",
        "コード",
        "公開区分",
        "id",
    ]);
    for field in &layout.fields {
        let code = field.codes.map(|codes| {
            let at = lists.iter().position(|known| *known == codes);
            at.unwrap_or_else(|| {
                lists.push(codes);
                lists.len() - 1
            })
        });
        let mut name = wrapped(&field.name, WIDEST_NAME).into_iter();
        table.row(row(field, name.next().unwrap_or_default(), code));
        for rest in name {
            table.row([String::new(), rest]);
        }
    }
    let head = format!(
        "{}（{}）  {}  項目{}個",
        layout.kind.name(),
        layout.kind,
        layout.spec.name(),
        layout.fields.len()
    );
    let mut blocks = vec![head, table.text()];
    if !lists.is_empty() {
        let lists = lists.iter().zip(1..).map(|(codes, no)| list(codes, no));
        blocks.push(lists.collect::<Vec<_>>().join("\n"));
    }
    blocks.push(EXPLAINED.to_owned());
    blocks.join("\n\n")
}

const EXPLAINED: &str = "\
必須: 必ず入れる項目  必要: 入れることが望ましい項目
公開: だれでも見られる値  業務: 2つの事業所だけの値  個人: 利用者などの個人情報（表示やログでは伏せます）";

fn row(field: &Field, name: String, code: Option<usize>) -> [String; 8] {
    [
        format!("{:>3}", field.no),
        name,
        match field.presence {
            Presence::Required => "必須",
            Presence::Needed => "必要",
            Presence::Optional => "",
        }
        .to_owned(),
        form(field),
        length(field),
        code.map_or_else(String::new, |at| format!("コード{}", at + 1)),
        match field.privacy {
            Privacy::Public => "公開",
            Privacy::Business => "業務",
            Privacy::Personal => "個人",
        }
        .to_owned(),
        field.id.clone(),
    ]
}

/// `コード1  1 男性、2 女性`.
fn list(codes: &Codes, no: usize) -> String {
    let codes: Vec<_> = codes
        .iter()
        .map(|(code, meaning)| format!("{code} {meaning}"))
        .collect();
    format!("コード{no}  {}", codes.join("、"))
}

/// The form in a word; the length stands in its own column.
fn form(field: &Field) -> String {
    if field.unused {
        return "使用しない".to_owned();
    }
    if let Some(fixed) = &field.fixed {
        return format!("{fixed}（固定）");
    }
    match field.field_type {
        FieldType::YearMonth => "西暦年月",
        FieldType::YearMonthOrZero => "西暦年月か000000",
        FieldType::Date => "西暦年月日",
        FieldType::DateOrZero => "西暦年月日か00000000",
        FieldType::Hhmm => "時刻（0930）",
        FieldType::HhmmOr9999 => "時刻（0930）か9999",
        FieldType::Digits => "数字",
        FieldType::Int => "整数",
        FieldType::Seq => "番号（1～99）",
        FieldType::Decimal => "小数（99.99）",
        FieldType::Alnum => "英数字",
        FieldType::InsuredNo => "数字10桁かHと数字9桁",
        FieldType::OfficeNo | FieldType::ServiceType | FieldType::ServiceCode => "数字か英大文字",
        FieldType::ServiceCodeOrTotal => "数字か英大文字（合計行も）",
        FieldType::Postal => "郵便番号（999-9999）",
        FieldType::Phone => "半角文字",
        FieldType::TaisCode => "数字5桁-6桁",
        FieldType::Bitmap31 => "日ごとの0か1",
        FieldType::Enum => "コード",
        FieldType::FreeText => "フリーテキスト",
        other => other.form(),
    }
    .to_owned()
}

fn length(field: &Field) -> String {
    let shorter = matches!(
        field.field_type,
        FieldType::Digits
            | FieldType::Int
            | FieldType::Seq
            | FieldType::Decimal
            | FieldType::Alnum
            | FieldType::Phone
            | FieldType::FreeText
    );
    let shorter = shorter && field.fixed.is_none() && !field.unused;
    let only = field
        .max_len
        .filter(|_| !shorter && field.accept_len.is_none());
    match (field.exact.or(only), field.max_len, field.accept_len) {
        (Some(exact), ..) => exact.to_string(),
        (None, Some(most), Some(accepted)) => format!("{most}まで（{accepted}も可）"),
        (None, Some(most), None) => format!("{most}まで"),
        (None, None, _) => "―".to_owned(),
    }
}

/// A name in pieces of at most so many columns; never none.
fn wrapped(name: &str, widest: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in name.chars() {
        let full = pieces.last().is_some_and(|piece| width(piece) + 2 > widest);
        if full {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(spec: SpecVersion, kind: FileKind) -> String {
        layout(layout_of(spec, kind).unwrap())
    }

    #[test]
    fn the_kinds_are_listed() {
        insta::assert_snapshot!(kinds(&SpecVersion::ALL));
    }

    #[test]
    fn a_layout_is_shown_with_its_codes() {
        insta::assert_snapshot!(text(SpecVersion::V4_1, FileKind::UsePlan));
        insta::assert_snapshot!(text(SpecVersion::V3, FileKind::UserSupplement));
    }

    #[test]
    fn nothing_is_cut() {
        for spec in SpecVersion::ALL {
            for kind in FileKind::ALL {
                if let Some(one) = layout_of(spec, kind) {
                    let text = layout(one);
                    assert!(!text.contains('…'), "{text}");
                }
            }
        }
    }
}
