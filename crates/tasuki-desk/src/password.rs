//! Where the password comes from.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::durable;

/// Gives the password of the office's user (事業所ユーザ).
///
/// It is asked at most once in the life of a [`Desk`](crate::Desk), and only when a session must
/// be opened. It may block: it is called where blocking does no harm.
pub trait PasswordSource: Send + Sync + 'static {
    /// The password.
    fn password(&self) -> Result<SecretString, NoPassword>;
}

impl PasswordSource for SecretString {
    fn password(&self) -> Result<SecretString, NoPassword> {
        Ok(self.clone())
    }
}

impl<F> PasswordSource for F
where
    F: Fn() -> Result<SecretString, NoPassword> + Send + Sync + 'static,
{
    fn password(&self) -> Result<SecretString, NoPassword> {
        self()
    }
}

/// Reads the password from the first line of a file, which only its user may be able to read.
#[derive(Clone, Debug)]
pub struct PasswordFile {
    path: PathBuf,
}

impl PasswordFile {
    /// The file at `path`, which is read when the password is asked for.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl PasswordSource for PasswordFile {
    fn password(&self) -> Result<SecretString, NoPassword> {
        if durable::is_exposed(&self.path).map_err(NoPassword::File)? {
            return Err(NoPassword::Exposed);
        }
        let text = fs_err::read_to_string(&self.path).map_err(NoPassword::File)?;
        match text.lines().next() {
            Some(line) if !line.is_empty() => Ok(SecretString::from(line)),
            _ => Err(NoPassword::Empty),
        }
    }
}

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoPassword {
    /// The file cannot be read.
    #[error("the password file cannot be read")]
    File(#[source] std::io::Error),
    /// Others than its user may read the file.
    #[error("others may read the password file")]
    Exposed,
    /// Nothing was given.
    #[error("the password is empty")]
    Empty,
    /// Nobody can be asked: there is neither a password file nor a terminal.
    #[error("neither a password file nor a terminal to ask at")]
    NobodyToAsk,
    /// It was asked for once already, without success.
    #[error("the password was asked for before")]
    AskedBefore,
}

impl fmt::Debug for dyn PasswordSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordSource")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[test]
    fn a_file_gives_its_first_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        let write = |text: &str| {
            durable::write(&path, text.as_bytes(), durable::Access::Private).unwrap();
        };
        write("correct horse\nsecond line\n");
        let source = PasswordFile::new(&path);
        assert_eq!(source.password().unwrap().expose_secret(), "correct horse");
        write("\n");
        assert!(matches!(source.password(), Err(NoPassword::Empty)));
        fs_err::remove_file(&path).unwrap();
        assert!(matches!(source.password(), Err(NoPassword::File(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        durable::write(&path, b"correct horse", durable::Access::Private).unwrap();
        for mode in [0o640, 0o604] {
            fs_err::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let refused = PasswordFile::new(&path).password();
            assert!(matches!(refused, Err(NoPassword::Exposed)), "{mode:o}");
        }
    }
}
