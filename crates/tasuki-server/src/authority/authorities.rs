//! The root's certificate, and the authorities with their keys.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tasuki_pki::{Anchors, Authority};

use crate::settings::Settings;

/// The authority that issues, and those that did before it.
pub(super) struct Authorities {
    former: Vec<Authority>,
    current: Authority,
    root: Option<Vec<u8>>,
    root_list: PathBuf,
    trusted_pem: String,
}

impl Authorities {
    pub(super) fn load(settings: &Settings) -> anyhow::Result<Self> {
        let keys = settings
            .authority
            .as_ref()
            .context("listen.pki needs the settings of authority")?;
        let trusted_pem = fs_err::read_to_string(&settings.keys.authority)?;
        let current = read(&settings.keys.authority, &keys.key)?;
        let anchors = Anchors::from_pem(&trusted_pem).context("keys.authority")?;
        Ok(Self {
            former: former(&keys.former)?,
            current,
            root: anchors.roots().next().map(<[u8]>::to_vec),
            root_list: keys.root_list.clone(),
            trusted_pem,
        })
    }

    /// The one that issues.
    pub(super) const fn current(&self) -> &Authority {
        &self.current
    }

    /// All of them, the one that issues first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Authority> {
        std::iter::once(&self.current).chain(&self.former)
    }

    pub(super) fn of(&self, id: &str) -> Option<&Authority> {
        self.all().find(|authority| authority.id() == id)
    }

    pub(super) fn root(&self) -> Option<&[u8]> {
        self.root.as_deref()
    }

    pub(super) fn root_list(&self) -> &Path {
        &self.root_list
    }

    pub(super) fn trusted_pem(&self) -> &str {
        &self.trusted_pem
    }
}

/// Those in a folder, which need not exist.
fn former(folder: &Path) -> anyhow::Result<Vec<Authority>> {
    let entries = match fs_err::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut certificates = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "pem") {
            certificates.push(path);
        }
    }
    certificates.sort();
    certificates
        .iter()
        .map(|path| read(path, &path.with_extension("key")))
        .collect()
}

fn read(certificate: &Path, key: &Path) -> anyhow::Result<Authority> {
    let (pem, key_pem) = (
        fs_err::read_to_string(certificate)?,
        fs_err::read_to_string(key)?,
    );
    Authority::from_pem(&pem, &key_pem).with_context(|| format!("{}", certificate.display()))
}
