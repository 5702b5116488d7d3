//! Why the demonstration ends without success.

use std::error::Error;
use std::io;

use tasuki_desk::DeskError;
use tasuki_desk::PlatformError;
use tasuki_standard::generate::GenerateError;
use tasuki_terms::MessageId;

use crate::checks::Fault;

/// Why the demonstration ends without success.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A step broke off.
    #[error("step {step} broke off")]
    Step {
        /// Which step.
        step: u32,
        /// Why.
        #[source]
        trouble: Trouble,
    },
    /// Something does not hold.
    #[error("{} things do not hold", others + 1)]
    Checks {
        /// The first of it.
        first: Fault,
        /// How much more there is.
        others: usize,
    },
    /// The folder of the town is in use.
    #[error("the folder {path} is not empty")]
    FolderInUse {
        /// The folder.
        path: String,
    },
    /// The report cannot be written.
    #[error("cannot write the report")]
    Output(#[from] io::Error),
    /// It was told to end.
    #[error("told to end")]
    Interrupted,
}

/// Why a step broke off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// An office could not do something.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The stream of news broke off for good.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// News did not come.
    #[error("no news of the message {message}")]
    NoNews {
        /// Of which message.
        message: MessageId,
    },
    /// The month could not be made up.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The town could not be set up.
    #[error(transparent)]
    Town(#[from] anyhow::Error),
    /// A file cannot be read or written, or the report.
    #[error(transparent)]
    File(#[from] io::Error),
}

impl Failure {
    /// How the program ends: 2 for wrong use, 1 for everything else.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::FolderInUse { .. } => 2,
            Self::Step { .. } | Self::Checks { .. } | Self::Output(_) | Self::Interrupted => 1,
        }
    }

    /// Whether it only says that nobody reads the report any more.
    pub(crate) fn is_unheard(&self) -> bool {
        match self {
            Self::Output(error)
            | Self::Step {
                trouble: Trouble::File(error),
                ..
            } => error.kind() == io::ErrorKind::BrokenPipe,
            _ => false,
        }
    }
}

/// An error with all its causes.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_success_ends_with_0() {
        let step = |trouble| Failure::Step { step: 4, trouble };
        let file = || io::Error::other("full");
        let fault = Fault {
            step: 7,
            message: "0195d2e3-dc00-7000-8000-000000000000".parse().unwrap(),
            difference: crate::checks::Difference::NoContent,
        };
        for (failure, code) in [
            (step(Trouble::File(file())), 1),
            (Failure::Output(file()), 1),
            (Failure::Interrupted, 1),
            (
                Failure::Checks {
                    first: fault,
                    others: 0,
                },
                1,
            ),
            (
                Failure::FolderInUse {
                    path: String::new(),
                },
                2,
            ),
        ] {
            assert_eq!(failure.exit_code(), code, "{failure:?}");
            assert!(!failure.is_unheard(), "{failure:?}");
        }
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(step(Trouble::File(closed())).is_unheard());
        assert!(Failure::Output(closed()).is_unheard());
    }
}
