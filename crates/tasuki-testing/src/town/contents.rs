//! What keeps a town's contents.

use tasuki_engines::{Keeping, ObjectServer};
use tasuki_store::ContentsPlace;

/// Where the tests keep contents: in a `folder` (as without it) or on an `s3` server.
const ENGINE: &str = "TASUKI_TEST_CONTENTS";

/// The beginning of the names of a town's objects.
const PREFIX: &str = "town";

/// What is to keep a town's contents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContentsPlan {
    /// A folder in the platform's folder.
    Folder,
    /// An S3 server of the town's own.
    Bucket(Keeping),
}

impl ContentsPlan {
    /// As the tests run now: all of them run on either.
    pub fn of_the_tests() -> Self {
        #[expect(clippy::disallowed_methods, reason = "it chooses how the tests run")]
        match std::env::var(ENGINE).as_deref() {
            Ok("s3") => Self::Bucket(Keeping::Lightly),
            _ => Self::Folder,
        }
    }

    pub(super) fn make(self) -> anyhow::Result<TownContents> {
        match self {
            Self::Folder => Ok(TownContents(None)),
            Self::Bucket(keeping) => Ok(TownContents(Some(ObjectServer::start(keeping)?))),
        }
    }
}

/// What keeps a town's contents; it ends with the town.
#[derive(Debug)]
pub struct TownContents(Option<ObjectServer>);

impl TownContents {
    pub(super) fn place(&self) -> anyhow::Result<ContentsPlace> {
        Ok(match &self.0 {
            None => ContentsPlace::Folder("contents".into()),
            Some(server) => server.address(PREFIX).parse()?,
        })
    }

    /// The town's server, if it has one.
    pub const fn server(&mut self) -> Option<&mut ObjectServer> {
        self.0.as_mut()
    }
}
