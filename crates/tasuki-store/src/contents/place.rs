//! Where contents are: a folder, or a bucket of an S3 store.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// The beginning of a bucket's address.
const SCHEME: &str = "s3://";

/// For how long one request to a bucket may take, if the address does not say so.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The longest such time, in seconds.
const LONGEST_TIMEOUT: u64 = 300;

/// The region, if the address does not say so: most stores know no other.
const REGION: &str = "us-east-1";

/// Where contents are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ContentsPlace {
    /// In segment files of a folder.
    Folder(PathBuf),
    /// In a bucket.
    Bucket(BucketPlace),
}

/// A bucket of an S3 store:
/// `s3://BUCKET/PREFIX?endpoint=URL&region=NAME&keyfile=FILE&cafile=FILE&timeout=SECONDS`.
///
/// Without `endpoint` it is one of Amazon's. The address holds no secret: the id of the access key
/// and its secret stand in the first two lines of `keyfile`. Over a network the connection is
/// encrypted, unless `plain=yes` says that the network itself is safe.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BucketPlace {
    /// As it was written.
    address: String,
    pub(super) bucket: String,
    /// Without a slash at either end; may be empty.
    pub(super) prefix: String,
    pub(super) endpoint: Option<String>,
    pub(super) region: String,
    pub(super) key_file: PathBuf,
    pub(super) roots_file: Option<PathBuf>,
    pub(super) timeout: Duration,
}

/// Why a text tells no place of contents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ContentsPlaceError {
    /// It is no address of a bucket.
    #[error("no address of a bucket")]
    Address,
    /// It holds a secret, which belongs in a file.
    #[error("a key belongs in a file, which keyfile names")]
    Secret,
    /// Nothing names the file of the key.
    #[error("keyfile is missing")]
    NoKeyFile,
    /// A parameter that is none.
    #[error("the address has an unknown parameter, or one without a good value")]
    Parameter,
    /// The store is on another machine, and what goes there would not be encrypted.
    #[error("the endpoint of another machine must begin with https://")]
    Plain,
}

impl ContentsPlace {
    /// The folder, if it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Bucket(_) => None,
        }
    }

    /// The files that its address names: that of the key, and that of the roots.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let files = match self {
            Self::Folder(_) => [None, None],
            Self::Bucket(place) => [Some(&*place.key_file), place.roots_file.as_deref()],
        };
        files.into_iter().flatten()
    }

    /// The same place, where a relative path of a file begins in `folder`.
    #[must_use]
    pub fn within(self, folder: &Path) -> Self {
        match self {
            Self::Folder(inside) => Self::Folder(folder.join(inside)),
            Self::Bucket(place) => Self::Bucket(BucketPlace {
                key_file: folder.join(place.key_file),
                roots_file: place.roots_file.map(|file| folder.join(file)),
                ..place
            }),
        }
    }
}

impl From<PathBuf> for ContentsPlace {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }
}

impl FromStr for ContentsPlace {
    type Err = ContentsPlaceError;

    fn from_str(text: &str) -> Result<Self, ContentsPlaceError> {
        if text.starts_with(SCHEME) {
            text.parse().map(Self::Bucket)
        } else if text.contains("://") {
            Err(ContentsPlaceError::Address)
        } else {
            Ok(Self::Folder(text.into()))
        }
    }
}

/// As the settings have it.
impl fmt::Display for ContentsPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::Bucket(place) => f.write_str(&place.address),
        }
    }
}

impl FromStr for BucketPlace {
    type Err = ContentsPlaceError;

    fn from_str(text: &str) -> Result<Self, ContentsPlaceError> {
        let rest = text.strip_prefix(SCHEME);
        let rest = rest.ok_or(ContentsPlaceError::Address)?;
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        if path.contains('@') {
            return Err(ContentsPlaceError::Secret);
        }
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        if !is_bucket(bucket) || !is_prefix(prefix) {
            return Err(ContentsPlaceError::Address);
        }
        let mut place = Self {
            address: text.to_owned(),
            bucket: bucket.to_owned(),
            prefix: prefix.trim_end_matches('/').to_owned(),
            endpoint: None,
            region: REGION.to_owned(),
            key_file: PathBuf::new(),
            roots_file: None,
            timeout: TIMEOUT,
        };
        let mut is_plain = false;
        for parameter in parameters.split('&').filter(|one| !one.is_empty()) {
            match parameter.split_once('=') {
                Some(("endpoint", url)) => place.endpoint = Some(endpoint(url)?),
                Some(("region", name)) if !name.is_empty() => name.clone_into(&mut place.region),
                Some(("keyfile", file)) => place.key_file = file.into(),
                Some(("cafile", file)) if !file.is_empty() => place.roots_file = Some(file.into()),
                Some(("timeout", seconds)) => place.timeout = timeout(seconds)?,
                Some(("plain", "yes")) => is_plain = true,
                Some((name, _)) if is_secret(name) => return Err(ContentsPlaceError::Secret),
                _ => return Err(ContentsPlaceError::Parameter),
            }
        }
        if place.key_file.as_os_str().is_empty() {
            return Err(ContentsPlaceError::NoKeyFile);
        }
        if !is_plain && place.endpoint.as_deref().is_some_and(is_open_to_others) {
            return Err(ContentsPlaceError::Plain);
        }
        Ok(place)
    }
}

/// Names of buckets as all stores allow them.
fn is_bucket(name: &str) -> bool {
    let is_good = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    (3..=63).contains(&name.len()) && name.bytes().all(is_good)
}

/// Parts of letters that mean nothing else in an address.
fn is_prefix(prefix: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_part =
        |part: &str| !part.is_empty() && part != "." && part != ".." && part.bytes().all(is_good);
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    prefix.is_empty() || prefix.split('/').all(is_part)
}

/// Whether a parameter would be a secret, under the names that other programs give it.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["secret", "access", "token", "password", "credential"]
        .iter()
        .any(|word| name.contains(word))
}

/// Scheme, host and port.
fn endpoint(url: &str) -> Result<String, ContentsPlaceError> {
    let rest = url.strip_prefix("https://").or(url.strip_prefix("http://"));
    let host = rest.ok_or(ContentsPlaceError::Parameter)?;
    let host = host.strip_suffix('/').unwrap_or(host);
    if host.contains('@') {
        return Err(ContentsPlaceError::Secret);
    }
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_good) {
        return Err(ContentsPlaceError::Parameter);
    }
    Ok(url.strip_suffix('/').unwrap_or(url).to_owned())
}

fn timeout(seconds: &str) -> Result<Duration, ContentsPlaceError> {
    let seconds = seconds.parse().ok();
    let seconds = seconds.filter(|seconds| (1..=LONGEST_TIMEOUT).contains(seconds));
    seconds
        .map(Duration::from_secs)
        .ok_or(ContentsPlaceError::Parameter)
}

/// Whether what is sent there can be read on the way.
fn is_open_to_others(endpoint: &str) -> bool {
    let Some(host) = endpoint.strip_prefix("http://") else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(inside) => inside.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_loopback = |address: IpAddr| address.is_loopback();
    name != "localhost" && !name.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests;
