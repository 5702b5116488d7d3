//! That the same went out before, or a version whose place a sending takes (差し替え), as people read it.

use tasuki_desk::{Earlier, EarlierStand};
use tasuki_standard::diff::{DiffTotals, Difference};
use tasuki_ui::{Banner, Tag, Tone};

use crate::show;

/// How much has changed, in words: `変更2行、追加1行`; none where nothing has.
fn changed(difference: &Difference) -> Option<String> {
    let DiffTotals {
        rows_added,
        rows_removed,
        rows_changed,
        ..
    } = difference.totals;
    let parts = [
        ("変更", rows_changed),
        ("追加", rows_added),
        ("削除", rows_removed),
    ];
    let parts = parts.into_iter().filter(|(_, rows)| *rows > 0);
    let parts: Vec<String> = parts
        .map(|(word, rows)| format!("{word}{rows}行"))
        .collect();
    (!parts.is_empty()).then(|| parts.join("、"))
}

/// The mark in a list.
pub(crate) fn tag(earlier: &Earlier) -> Tag {
    match &earlier.stand {
        EarlierStand::Same => Tag::new(Tone::Plain, "送信済みと同じ"),
        EarlierStand::Replaces { difference: None } => Tag::new(Tone::Info, "差し替え"),
        EarlierStand::Replaces {
            difference: Some(difference),
        } => match changed(difference) {
            Some(changed) => Tag::new(Tone::Info, format!("差し替え（{changed}）")),
            None => Tag::new(Tone::Warning, "差し替え（内容の変更なし）"),
        },
    }
}

/// What is told before it is sent. Where `again`, it goes although it is the same.
pub(crate) fn banner(earlier: &Earlier, again: bool) -> Banner {
    let at = show::moment(earlier.at);
    let banner = match &earlier.stand {
        EarlierStand::Same => {
            let banner = Banner::new(
                Tone::Warning,
                format!("{at}に送信済みのデータと同じです。変更はありません。"),
            );
            banner.text(if again {
                "このまま送信すると、相手には同じデータがもう1件届きます。"
            } else {
                "相手には届いています。「OK」を押しても、すぐには送信せず、もう一度お尋ねします。"
            })
        }
        EarlierStand::Replaces { difference } => {
            let banner = Banner::new(
                Tone::Info,
                format!("同じ事業所・サービス・種別・対象年月のデータを、{at}に送信済みです。"),
            );
            let changed = difference.as_ref().map(changed);
            match changed {
                Some(Some(changed)) => banner
                    .text(format!("そのときからの変更：{changed}"))
                    .text("内容を直して差し替えるときは、このまま送信してください。"),
                Some(None) => banner
                    .text("そのときから、内容は変わっていません（ファイル名だけが異なります）。")
                    .text("送信し直す必要がなければ、「戻る」を押してください。"),
                None => banner.text("内容を直して差し替えるときは、このまま送信してください。"),
            }
        }
    };
    banner.link(
        format!("/messages/{}", earlier.id),
        "前に送信したものを見る",
    )
}

#[cfg(test)]
mod tests {
    use tasuki_standard::diff::diff;
    use tasuki_standard::{Table, read_table};

    use super::*;

    const NAME: &str = "DLTPLAN_202504_1370000001_43_1370000002_11_20250410093000.CSV";

    fn earlier(stand: EarlierStand) -> Earlier {
        Earlier {
            id: "01a2022f-cac2-7d77-aaf6-04fcb6d187bc".parse().unwrap(),
            at: "2026-11-22T15:08:00Z".parse().unwrap(),
            stand,
        }
    }

    #[test]
    fn the_same_is_told_from_what_has_changed() {
        let same = earlier(EarlierStand::Same);
        assert_eq!(tag(&same).label, "送信済みと同じ");
        let told = banner(&same, false);
        assert_eq!(told.tone, Tone::Warning);
        assert!(
            told.title
                .contains("2026年11月23日 00:08に送信済みのデータと同じ")
        );
        assert!(banner(&same, true).text[0].contains("もう1件届きます"));

        let unknown = earlier(EarlierStand::Replaces { difference: None });
        assert_eq!(tag(&unknown).label, "差し替え");
        assert!(banner(&unknown, false).text[0].contains("このまま送信"));
    }

    #[test]
    fn how_much_has_changed_is_counted() {
        let table = |lines: &[u8]| read_table(NAME, lines).table.unwrap();
        let (first, second) = (
            table(b"202407,139999,0000000101,202504\r\n"),
            table(b"202407,139999,0000000202,202504\r\n202407,139999,0000000101,202504\r\n"),
        );
        let of = |before: &Table, after: &Table| {
            let difference = diff(std::slice::from_ref(before), std::slice::from_ref(after));
            earlier(EarlierStand::Replaces {
                difference: Some(difference.unwrap()),
            })
        };
        let same = of(&first, &first);
        assert_eq!(tag(&same).label, "差し替え（内容の変更なし）");
        assert!(banner(&same, false).text[0].contains("変わっていません"));
        let more = of(&first, &second);
        assert_eq!(tag(&more).label, "差し替え（追加1行）");
        assert!(banner(&more, false).text[0].ends_with("変更：追加1行"));
        assert_eq!(tag(&of(&second, &first)).label, "差し替え（削除1行）");
    }
}
