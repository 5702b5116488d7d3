//! Variants of kanji (異体字) that MS932 does not have.

/// Kanji outside MS932 and the form of the same character that MS932 has, in pairs.
///
/// A name written with the other form is not the name as it stands in the register, so they are used
/// only where the caller allows it ([`Substitution::Allow`](super::Substitution::Allow)). What MS932
/// has stays as it is: 髙, 﨑, 德, 濵, 桒. The table is small on purpose: one pair for each character
/// whose form in MS932 nobody doubts.
///
/// Sources: forms used in names, after the MJ縮退マップ of the 文字情報技術促進協議会; printed standard
/// forms (印刷標準字体) and their simpler ones, after the 表外漢字字体表 (国語審議会, 2000); old forms
/// (いわゆる康熙字典体), after the 常用漢字表 (2010); compatibility ideographs U+FA30 to U+FA6A, after
/// their canonical equivalents in the Unicode Character Database.
pub const VARIANTS: &[(char, char)] = &[
    // Names.
    ('𠮷', '吉'),
    ('𣘺', '橋'),
    ('槗', '橋'),
    ('𡈽', '土'),
    ('𠀋', '丈'),
    ('㐂', '喜'),
    ('㟢', '崎'),
    ('𦚰', '脇'),
    ('吕', '呂'),
    // Printed standard forms.
    ('鷗', '鴎'),
    ('頰', '頬'),
    ('嚙', '噛'),
    ('軀', '躯'),
    ('剝', '剥'),
    ('塡', '填'),
    ('𠮟', '叱'),
    ('顚', '顛'),
    ('繫', '繋'),
    ('蔣', '蒋'),
    ('醬', '醤'),
    ('蟬', '蝉'),
    ('簞', '箪'),
    ('摑', '掴'),
    ('瘦', '痩'),
    ('禱', '祷'),
    ('麴', '麹'),
    ('屢', '屡'),
    ('搔', '掻'),
    ('潑', '溌'),
    ('驒', '騨'),
    ('蠟', '蝋'),
    ('萊', '莱'),
    ('鹼', '鹸'),
    ('囊', '嚢'),
    ('噓', '嘘'),
    ('俠', '侠'),
    ('啞', '唖'),
    ('焰', '焔'),
    ('屛', '屏'),
    ('繡', '繍'),
    ('瀆', '涜'),
    ('醱', '醗'),
    ('姸', '妍'),
    ('幷', '并'),
    ('吞', '呑'),
    ('攢', '攅'),
    // Old forms.
    ('巢', '巣'),
    ('卽', '即'),
    ('晚', '晩'),
    ('槪', '概'),
    ('虛', '虚'),
    ('淚', '涙'),
    ('擊', '撃'),
    ('硏', '研'),
    ('緣', '縁'),
    ('錄', '録'),
    ('步', '歩'),
    ('每', '毎'),
    ('狀', '状'),
    ('黃', '黄'),
    ('渴', '渇'),
    ('曆', '暦'),
    ('歷', '歴'),
    ('溫', '温'),
    ('揭', '掲'),
    ('涉', '渉'),
    ('戾', '戻'),
    ('鍊', '錬'),
    ('徵', '徴'),
    ('倂', '併'),
    ('戶', '戸'),
    ('內', '内'),
    ('吳', '呉'),
    ('產', '産'),
    ('鄉', '郷'),
    ('彥', '彦'),
    // Compatibility ideographs.
    ('\u{FA30}', '侮'),
    ('\u{FA31}', '僧'),
    ('\u{FA32}', '免'),
    ('\u{FA33}', '勉'),
    ('\u{FA34}', '勤'),
    ('\u{FA35}', '卑'),
    ('\u{FA36}', '喝'),
    ('\u{FA37}', '嘆'),
    ('\u{FA38}', '器'),
    ('\u{FA39}', '塀'),
    ('\u{FA3A}', '墨'),
    ('\u{FA3B}', '層'),
    ('\u{FA3C}', '屮'),
    ('\u{FA3D}', '悔'),
    ('\u{FA3E}', '慨'),
    ('\u{FA3F}', '憎'),
    ('\u{FA40}', '懲'),
    ('\u{FA41}', '敏'),
    ('\u{FA42}', '既'),
    ('\u{FA43}', '暑'),
    ('\u{FA44}', '梅'),
    ('\u{FA45}', '海'),
    ('\u{FA46}', '渚'),
    ('\u{FA47}', '漢'),
    ('\u{FA48}', '煮'),
    ('\u{FA4A}', '琢'),
    ('\u{FA4B}', '碑'),
    ('\u{FA4C}', '社'),
    ('\u{FA4D}', '祉'),
    ('\u{FA4E}', '祈'),
    ('\u{FA4F}', '祐'),
    ('\u{FA50}', '祖'),
    ('\u{FA51}', '祝'),
    ('\u{FA52}', '禍'),
    ('\u{FA53}', '禎'),
    ('\u{FA54}', '穀'),
    ('\u{FA55}', '突'),
    ('\u{FA56}', '節'),
    ('\u{FA57}', '練'),
    ('\u{FA58}', '縉'),
    ('\u{FA59}', '繁'),
    ('\u{FA5A}', '署'),
    ('\u{FA5B}', '者'),
    ('\u{FA5C}', '臭'),
    ('\u{FA5F}', '著'),
    ('\u{FA60}', '褐'),
    ('\u{FA61}', '視'),
    ('\u{FA62}', '謁'),
    ('\u{FA63}', '謹'),
    ('\u{FA64}', '賓'),
    ('\u{FA65}', '贈'),
    ('\u{FA67}', '逸'),
    ('\u{FA68}', '難'),
    ('\u{FA69}', '響'),
    ('\u{FA6A}', '頻'),
];

/// Whether a character only chooses among the shapes of the one before it (異体字セレクタ).
pub(super) const fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::super::{decode, encode};
    use super::*;

    #[test]
    fn each_stands_outside_ms932_for_one_inside() {
        for (at, (from, to)) in VARIANTS.iter().enumerate() {
            assert!(encode(&from.to_string()).is_err(), "{from}");
            let written = encode(&to.to_string()).unwrap();
            assert_eq!(decode(&written.bytes).text, to.to_string());
            assert_eq!(written.replaced, []);
            let first = VARIANTS.iter().position(|(one, _)| one == from);
            assert_eq!(first, Some(at), "{from}");
        }
    }

    #[test]
    fn what_ms932_has_is_never_replaced() {
        for kept in "髙﨑德濵桒栁瀨冨嶋邉邊齋眞惠".chars() {
            assert!(VARIANTS.iter().all(|(from, _)| *from != kept), "{kept}");
        }
    }
}
