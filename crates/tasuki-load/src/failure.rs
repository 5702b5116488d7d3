//! Why the program ends without success, for people.

use std::error::Error as _;

/// Why it does.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something typed is wrong.
    #[error("{0}")]
    Usage(String),
    /// What came of it is not right.
    #[error("{0}")]
    Wrong(String),
    /// It broke off; what was tried, and why.
    #[error("{doing}")]
    Broken {
        /// What could not be done, and what to do about it, in Japanese.
        doing: String,
        /// The cause, for who looks further.
        #[source]
        cause: Cause,
    },
}

/// The cause, for who looks further.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Cause(String);

/// Names what could not be done, and what to do about it.
pub(crate) trait Doing<T> {
    /// Tells it with the cause.
    fn doing(self, what: &str) -> Result<T, Failure>;
}

impl<T, E: Into<anyhow::Error>> Doing<T> for Result<T, E> {
    fn doing(self, what: &str) -> Result<T, Failure> {
        self.map_err(|error| Failure::Broken {
            doing: what.to_owned(),
            cause: Cause(format!("{:#}", error.into())),
        })
    }
}

impl Failure {
    /// How the program ends.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Wrong(_) => 1,
            Self::Usage(_) => 2,
            Self::Broken { .. } => 70,
        }
    }

    /// What is told of it.
    pub(crate) fn text(&self) -> String {
        let told = format!("tasuki-load: {self}");
        match self.source() {
            Some(cause) => format!("{told}\n  原因: {cause}"),
            None => told,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_tells_what_to_do_and_its_cause() {
        let failed: Result<(), _> = Err(std::io::Error::other("no space"));
        let failure = failed
            .doing("保存できません。空きを確認してください。")
            .unwrap_err();
        assert_eq!(
            failure.text(),
            "tasuki-load: 保存できません。空きを確認してください。\n  原因: no space"
        );
        assert_eq!(failure.exit_code(), 70);
    }
}
