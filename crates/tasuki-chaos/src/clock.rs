//! The platform's clock, which can be set: `libfaketime` reads from a file how wrong it is.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Where Debian keeps libraries.
const LIBRARIES: &str = "/usr/lib";
const LIBRARY: &str = "faketime/libfaketimeMT.so.1";

/// A clock that goes wrong when told to.
#[derive(Debug)]
pub(crate) struct WrongClock {
    library: PathBuf,
    file: PathBuf,
}

impl WrongClock {
    /// A clock that is right, if it can be set here; its file lies in `folder`.
    pub(crate) fn new(folder: &Path) -> anyhow::Result<Option<Self>> {
        let mut found = fs_err::read_dir(LIBRARIES)?
            .filter_map(|entry| Some(entry.ok()?.path().join(LIBRARY)))
            .filter(|library| library.exists());
        let Some(library) = found.next() else {
            return Ok(None);
        };
        let clock = Self {
            library,
            file: folder.join("clock"),
        };
        clock.mend()?;
        Ok(clock.works()?.then_some(clock))
    }

    /// Whether a program sees the time that is set.
    fn works(&self) -> anyhow::Result<bool> {
        let seconds = || -> anyhow::Result<i64> {
            let mut date = Command::new("date");
            let told = date.arg("+%s").envs(self.variables()).output()?;
            Ok(String::from_utf8(told.stdout)?.trim().parse()?)
        };
        let right = seconds()?;
        self.set(-3_600)?;
        let wrong = seconds()?;
        self.mend()?;
        Ok((3_000..4_200).contains(&(right - wrong)))
    }

    /// What stands in the environment of programs that have this clock.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let variables = [
            ("LD_PRELOAD", path(&self.library)),
            ("FAKETIME_TIMESTAMP_FILE", path(&self.file)),
            // The file is read again each second.
            ("FAKETIME_CACHE_DURATION", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("NO_FAKE_STAT", "1".to_owned()),
        ];
        variables
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }

    /// Ahead by so many seconds, or behind.
    pub(crate) fn set(&self, seconds: i64) -> anyhow::Result<()> {
        self.write(&format!("{seconds:+}"))
    }

    /// Behind by less than a second.
    pub(crate) fn smear(&self, behind: Duration) -> anyhow::Result<()> {
        self.write(&format!("-0.{:03}", behind.subsec_millis()))
    }

    /// Right again.
    pub(crate) fn mend(&self) -> anyhow::Result<()> {
        self.write("+0")
    }

    fn write(&self, text: &str) -> anyhow::Result<()> {
        // Never half a file.
        let new = self.file.with_extension("new");
        fs_err::write(&new, text)?;
        Ok(fs_err::rename(new, &self.file)?)
    }
}

/// Where the library keeps something for each program, and how these files begin.
const SHARED: (&str, [&str; 2]) = ("/dev/shm", ["faketime_shm_", "sem.faketime_sem_"]);

impl Drop for WrongClock {
    fn drop(&mut self) {
        // What killed programs left there would stay for ever.
        let Ok(entries) = fs_err::read_dir(SHARED.0) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let process = SHARED.1.iter().find_map(|begin| name.strip_prefix(begin));
            if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
                drop(fs_err::remove_file(entry.path()));
            }
        }
    }
}
