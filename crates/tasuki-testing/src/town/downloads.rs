//! Builds of the client that a town gives out (製品ダウンロード).

use std::io::Write as _;

use tasuki_server::settings::Downloads;
use tasuki_server::{NewRelease, Release, ReleaseSystem};

use super::Town;

impl Town {
    /// Gives builds out from the next start on; there are none yet.
    pub fn open_downloads(&mut self) -> anyhow::Result<()> {
        let folder = self.folder.join("downloads");
        let file = self.setup.settings_file();
        let mut settings = fs_err::OpenOptions::new().append(true).open(file)?;
        writeln!(settings, "\n[downloads]\nfolder = '{}'", folder.display())?;
        self.settings.downloads = Some(Downloads { folder });
        Ok(())
    }

    /// Adds a build, as an operator does.
    pub async fn release(&self, version: &str, system: ReleaseSystem) -> anyhow::Result<Release> {
        let name = format!("tasuki-{version}-{}.bin", system.as_str());
        let file = self.folder.join(&name);
        fs_err::write(&file, name)?;
        let new = NewRelease {
            file,
            version: version.parse()?,
            system,
            notes: "不具合を修正しました。".to_owned(),
        };
        Ok(self.setup.add_release(new, self.clock.now()).await?)
    }
}
