//! Why nothing was issued.

/// Why no certificate or list was issued.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The authority's certificate cannot be read.
    #[error("cannot read the authority's certificate")]
    Certificate,
    /// The authority's private key cannot be read.
    #[error("cannot read the authority's private key")]
    Key,
    /// The certificate is not one of an authority.
    #[error("the certificate is not an authority's")]
    NotAnAuthority,
    /// The certificate of a root is not signed by itself.
    #[error("the certificate is not a root's")]
    NotARoot,
    /// The private key is not that of the certificate.
    #[error("the private key does not belong to the certificate")]
    OtherKey,
    /// The certificate would be valid longer than the authority's own.
    #[error("the certificate would outlive its authority")]
    Outlives,
    /// The certificate or list would end before it begins.
    #[error("the end would be before the beginning")]
    EmptyPeriod,
    /// A moment lies outside what a certificate can tell.
    #[error("certificates tell only the years 1950 to 9999")]
    Time,
    /// A server without a name.
    #[error("a server needs at least one host")]
    NoHost,
    /// Not the name or address of a host.
    #[error("{host:?} is neither a DNS name nor an IP address")]
    Host {
        /// What was given.
        host: String,
    },
    /// The request cannot be read, or whoever made it does not have the key.
    #[error("not a well-formed, rightly signed request")]
    Request,
    /// The key is too weak, or of a kind that nobody here can use.
    #[error("the key is too weak or of an unknown kind")]
    UnfitKey,
    /// What is revoked has no serial number.
    #[error("{serial:?} is no serial number")]
    Serial {
        /// What was given.
        serial: String,
    },
    /// No key could be made.
    #[error("cannot make a key")]
    Generate(#[source] rcgen::Error),
    /// The certificate, list or request could not be written or signed.
    #[error("cannot write and sign")]
    Sign(#[source] rcgen::Error),
}
