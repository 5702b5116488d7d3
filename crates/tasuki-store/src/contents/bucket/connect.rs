//! The way to a bucket.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::{BackoffConfig, Certificate, ClientOptions, Error, RetryConfig};

use crate::{BucketPlace, ContentsError};

/// For how long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(3);

/// How often a request is tried again that the server failed at, and until when.
const RETRIES: usize = 6;
const RETRY_FOR: Duration = Duration::from_secs(5);

/// How long it is waited before the first repetition, and at most before a later one.
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Reads the files that the address names; nothing is asked yet.
pub(super) fn connect(place: &BucketPlace) -> Result<AmazonS3, ContentsError> {
    builder(place)?.build().map_err(unusable)
}

/// The same, so that more can be said of it.
pub(super) fn builder(place: &BucketPlace) -> Result<AmazonS3Builder, ContentsError> {
    // The whole platform has one; whoever was first is right.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let key = fs_err::read_to_string(&place.key_file)?;
    let mut lines = key.lines().map(str::trim).filter(|line| !line.is_empty());
    let (Some(id), Some(secret), None) = (lines.next(), lines.next(), lines.next()) else {
        return Err(ContentsError::Settings(
            "keyfile needs two lines: the id of the access key, and its secret",
        ));
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_access_key_id(id)
        .with_secret_access_key(secret)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        // One by one: not every store knows the other way.
        .with_disable_bulk_delete(true)
        .with_client_options(options(place)?)
        .with_retry(RetryConfig {
            backoff: BackoffConfig {
                init_backoff: FIRST_WAIT,
                max_backoff: LONGEST_WAIT,
                base: 2.0,
            },
            max_retries: RETRIES,
            retry_timeout: RETRY_FOR,
        });
    builder = match &place.endpoint {
        Some(endpoint) => builder
            .with_endpoint(endpoint)
            // Whether that is safe was judged with the address.
            .with_allow_http(endpoint.starts_with("http://")),
        // Amazon's own, where a dot in the name would not fit the certificate.
        None => builder.with_virtual_hosted_style_request(!place.bucket.contains('.')),
    };
    Ok(builder)
}

/// Of what was asked for before anything went out: a fault of the settings, and of no server.
pub(super) fn unusable(error: Error) -> ContentsError {
    ContentsError::Unusable(Box::new(error))
}

fn options(place: &BucketPlace) -> Result<ClientOptions, ContentsError> {
    let mut options = ClientOptions::new()
        .with_connect_timeout(CONNECT)
        .with_timeout(place.timeout);
    if let Some(file) = &place.roots_file {
        let roots = Certificate::from_pem_bundle(&fs_err::read(file)?);
        let roots = roots.map_err(unusable)?;
        if roots.is_empty() {
            return Err(ContentsError::Settings("cafile holds no certificates"));
        }
        for root in roots {
            options = options.with_root_certificate(root);
        }
    }
    Ok(options)
}
