//! Where the builds of the client lie.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where the builds of the client (連携クライアント) lie that everybody may download.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Downloads {
    /// The folder, which `admin release add` fills.
    pub folder: PathBuf,
}
