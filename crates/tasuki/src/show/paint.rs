//! Colours of a terminal.

/// Colours text, or leaves it as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Paint {
    /// For files, other programs, and people who want none (`NO_COLOR`).
    Plain,
    /// For a terminal (ANSI, ECMA-48 SGR).
    Coloured,
}

impl Paint {
    /// What hinders.
    pub(crate) fn error(self, text: &str) -> String {
        self.with("1;31", text)
    }

    /// What is in doubt.
    pub(crate) fn warning(self, text: &str) -> String {
        self.with("1;33", text)
    }

    /// What is good to know.
    pub(crate) fn note(self, text: &str) -> String {
        self.with("1;36", text)
    }

    /// What is right.
    pub(crate) fn right(self, text: &str) -> String {
        self.with("1;32", text)
    }

    /// What matters less.
    pub(crate) fn faint(self, text: &str) -> String {
        self.with("2", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        match self {
            Self::Coloured if !text.is_empty() => format!("\x1B[{code}m{text}\x1B[0m"),
            _ => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        assert_eq!(Paint::Plain.error("誤り"), "誤り");
        assert_eq!(Paint::Coloured.error("誤り"), "\x1B[1;31m誤り\x1B[0m");
        assert_eq!(Paint::Coloured.faint(""), "");
    }
}
