//! Which versions of the client are served.

use serde::{Deserialize, Serialize};

/// Which versions of the client (連携クライアント) are served; clients tell their users. What is none
/// is not told.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Client {
    /// The oldest version that is still served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest: Option<String>,
    /// Where it can be downloaded, `https://…`, where no builds are given out here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download: Option<String>,
}
