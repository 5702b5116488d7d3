//! Japanese words in Latin letters, which `GLOSSARY.md` has English names for.

/// What may stand in no word of an identifier, in both usual spellings.
const ROMAJI: &[&str] = &[
    "hihokensha",
    "hokensha",
    "houmon",
    "jigyosho",
    "jigyousho",
    "jisseki",
    "kaigo",
    "keikaku",
    "kyotaku",
    "kyufu",
    "kyuufu",
    "renkei",
    "riyosha",
    "riyousha",
    "seikyu",
    "shien",
    "teikyo",
    "yotei",
];

/// Is a word of this identifier Japanese?
pub(crate) fn is_romaji(identifier: &str) -> bool {
    spaced(identifier)
        .split(' ')
        .any(|word| ROMAJI.iter().any(|romaji| word.contains(romaji)))
}

/// The words of `snake_case`, `CamelCase` or `SHOUTING`, in small letters, with spaces between.
fn spaced(identifier: &str) -> String {
    let mut spaced = String::new();
    let mut after_small = false;
    for letter in identifier.chars() {
        if letter.is_ascii_uppercase() && after_small {
            spaced.push(' ');
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        spaced.push(match letter {
            '_' => ' ',
            letter => letter.to_ascii_lowercase(),
        });
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn romaji_is_found_in_each_way_of_writing() {
        for name in [
            "jigyosho",
            "JigyoushoBango",
            "get_kyotaku_no",
            "RIYOUSHA",
            "r#kaigo",
        ] {
            assert!(is_romaji(name), "{name}");
        }
    }

    #[test]
    fn english_is_not_romaji_across_its_words() {
        for name in ["office_number", "hash_i_entry", "HashIEntry", "SHA256"] {
            assert!(!is_romaji(name), "{name}");
        }
    }
}
