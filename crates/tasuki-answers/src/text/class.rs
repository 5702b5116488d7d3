//! Kinds of letters.

/// What kind of letter one is. Kinds tell content from grammar: in Japanese, what a sentence is about
/// is mostly written in kanji, katakana or Latin letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Class {
    /// Punctuation and other signs.
    Separator,
    /// Hiragana.
    Hiragana,
    /// Katakana.
    Katakana,
    /// Kanji.
    Kanji,
    /// Letters and digits of any other script.
    Other,
}

impl Class {
    pub(crate) fn of(letter: char) -> Self {
        match letter {
            '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' => Self::Hiragana,
            '\u{30A1}'..='\u{30FA}' | '\u{30FD}'..='\u{30FF}' => Self::Katakana,
            '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{323AF}'
            | '々'
            | '〆' => Self::Kanji,
            letter if letter.is_alphanumeric() => Self::Other,
            _ => Self::Separator,
        }
    }

    /// Whether such letters carry what a sentence is about.
    pub(crate) fn is_content(self) -> bool {
        matches!(self, Self::Katakana | Self::Kanji | Self::Other)
    }
}

/// Letters that NFKC leaves as they are where no mark follows: most of a Japanese text.
pub(super) fn is_normal(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{7F}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FE}' | '\u{4E00}'..='\u{9FFF}')
}

/// A long vowel (ー), or a hyphen that stands for one behind katakana.
pub(super) fn is_long_vowel(letter: char, before: Option<Class>) -> bool {
    match letter {
        'ー' => true,
        '-' | '‐' | '–' | '—' | '―' | '−' | '─' => before == Some(Class::Katakana),
        _ => false,
    }
}

/// Hiragana for katakana, and one kana for those that sound or look alike.
pub(super) fn plain_kana(letter: char) -> char {
    let hiragana = match letter {
        'ァ'..='ヶ' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        letter => letter,
    };
    match hiragana {
        'ぁ' => 'あ',
        'ぃ' => 'い',
        'ぅ' => 'う',
        'ぇ' => 'え',
        'ぉ' => 'お',
        'っ' => 'つ',
        'ゃ' => 'や',
        'ゅ' => 'ゆ',
        'ょ' => 'よ',
        'ゎ' => 'わ',
        'ぢ' => 'じ',
        'づ' => 'ず',
        'ゔ' => 'ぶ',
        'ゕ' | 'ゖ' => 'か',
        letter => letter,
    }
}
