//! The two languages.

use std::ffi::OsStr;

use clap::ValueEnum;

/// In which language people are spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Lang {
    /// Japanese.
    Ja,
    /// English.
    En,
}

impl Lang {
    /// The language of a locale, such as `ja_JP.UTF-8`: Japanese, or English for all others.
    ///
    /// `values` are those of `LC_ALL`, `LC_MESSAGES` and `LANG`; the first that says something
    /// counts.
    pub(crate) fn of_locale<T: AsRef<OsStr>>(values: impl IntoIterator<Item = Option<T>>) -> Self {
        let chosen = values
            .into_iter()
            .flatten()
            .find(|value| !value.as_ref().is_empty());
        let is_japanese = chosen.is_some_and(|value| {
            let locale = value.as_ref().to_string_lossy().to_ascii_lowercase();
            let language = locale.split(['_', '.', '@', '-']).next();
            language == Some("ja")
        });
        if is_japanese { Self::Ja } else { Self::En }
    }

    /// One of two values.
    pub(crate) fn of<T>(self, ja: T, en: T) -> T {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_that_says_something_counts() {
        for (values, lang) in [
            ([None, None, Some("ja_JP.UTF-8")], Lang::Ja),
            ([None, None, Some("ja")], Lang::Ja),
            ([Some(""), None, Some("ja_JP")], Lang::Ja),
            ([Some("C.UTF-8"), None, Some("ja_JP")], Lang::En),
            ([None, Some("ja-JP"), Some("en_US.UTF-8")], Lang::Ja),
            ([None, None, Some("jam_JM")], Lang::En),
            ([None, None, None], Lang::En),
        ] {
            assert_eq!(Lang::of_locale(values), lang, "{values:?}");
        }
    }
}
