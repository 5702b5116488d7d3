//! The form in which names are searched.

/// Half-width katakana from U+FF66 on, in full width.
const KATAKANA: &str = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

/// A text in the form in which it is searched: what differs only in width, in hiragana or katakana,
/// in case, or in spaces and middle dots, has the same form.
///
/// ```
/// use tasuki_standard::search_form;
///
/// assert_eq!(search_form("ﾀﾞｲｽﾞ　たろう"), search_form("だいず タロウ"));
/// assert_eq!(search_form("ＡＢＣ－１"), "abc-1");
/// ```
pub fn search_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '・' | '･') {
            continue;
        }
        let mark = match c {
            'ﾞ' | '゛' | '\u{3099}' => 1,
            'ﾟ' | '゜' | '\u{309a}' => 2,
            _ => 0,
        };
        if mark > 0 {
            if let Some(voiced) = form.chars().next_back().and_then(|last| voiced(last, mark)) {
                form.pop();
                form.push(voiced);
            }
            continue;
        }
        form.extend(one(c).to_lowercase());
    }
    form
}

fn one(c: char) -> char {
    let moved = |by: i64| {
        u32::try_from(i64::from(u32::from(c)) + by)
            .ok()
            .and_then(char::from_u32)
            .unwrap_or(c)
    };
    match c {
        'ぁ'..='ゖ' => moved(0x60),
        '！'..='～' => moved(-0xfee0),
        'ｦ'..='ﾝ' => {
            let at = u32::from(c) - u32::from('ｦ');
            KATAKANA.chars().nth(at as usize).unwrap_or(c)
        }
        '‐' | '‑' | '–' | '−' => '-',
        _ => c,
    }
}

/// A katakana with its mark: 1 is dakuten (濁点), 2 handakuten (半濁点).
fn voiced(c: char, mark: u32) -> Option<char> {
    match (c, mark) {
        ('ウ', 1) => Some('ヴ'),
        (
            'カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ' | 'タ' | 'チ'
            | 'ツ' | 'テ' | 'ト',
            1,
        )
        | ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', 1 | 2) => char::from_u32(u32::from(c) + mark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_kana_case_and_spaces_do_not_matter() {
        for (one, other) in [
            ("例題　花子", "例題花子"),
            ("れいだい", "ﾚｲﾀﾞｲ"),
            ("パピプペポ", "ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ"),
            ("ゔぁいおりん", "ヴァイオリン"),
            ("ｳﾞ", "ヴ"),
            ("ガ", "カ\u{3099}"),
            ("ヘルパー・ステーション", "ﾍﾙﾊﾟｰｽﾃｰｼｮﾝ"),
            ("１３７", "137"),
            ("Ａ", "a"),
        ] {
            assert_eq!(search_form(one), search_form(other), "{one} {other}");
        }
        assert_ne!(search_form("はな"), search_form("ばな"));
    }

    #[test]
    fn every_half_width_katakana_has_its_place() {
        assert_eq!(KATAKANA.chars().count(), 56);
        assert_eq!(search_form("ｦｰｱﾝ"), "ヲーアン");
    }

    proptest::proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(text in "\\PC{0,40}") {
            let form = search_form(&text);
            proptest::prop_assert_eq!(search_form(&form), form);
        }
    }
}
