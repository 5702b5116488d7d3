//! Object identifiers, as the contents of their DER elements, and whole algorithm identifiers.

/// `id-data` (1.2.840.113549.1.7.1).
pub(crate) const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
/// `id-signedData` (1.2.840.113549.1.7.2).
pub(crate) const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// `id-ct-authEnvelopedData` (1.2.840.113549.1.9.16.1.23).
pub(crate) const AUTH_ENVELOPED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";

/// `id-contentType` (1.2.840.113549.1.9.3).
pub(crate) const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
/// `id-messageDigest` (1.2.840.113549.1.9.4).
pub(crate) const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
/// `id-signingTime` (1.2.840.113549.1.9.5).
pub(crate) const SIGNING_TIME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05";

/// `id-sha256` (2.16.840.1.101.3.4.2.1).
pub(crate) const SHA_256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
/// `ecdsa-with-SHA256` (1.2.840.10045.4.3.2).
pub(crate) const ECDSA_WITH_SHA_256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
/// `rsaEncryption` (1.2.840.113549.1.1.1).
pub(crate) const RSA_ENCRYPTION: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// `sha256WithRSAEncryption` (1.2.840.113549.1.1.11).
pub(crate) const SHA_256_WITH_RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b";
/// `id-RSAES-OAEP` (1.2.840.113549.1.1.7).
pub(crate) const RSA_OAEP: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07";
/// `id-mgf1` (1.2.840.113549.1.1.8).
pub(crate) const MGF1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
/// `id-ecPublicKey` (1.2.840.10045.2.1).
pub(crate) const EC_PUBLIC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
/// `secp256r1` (1.2.840.10045.3.1.7).
pub(crate) const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// `dhSinglePass-stdDH-sha256kdf-scheme` (1.3.132.1.11.1).
pub(crate) const ECDH_SHA_256_KDF: &[u8] = b"\x2b\x81\x04\x01\x0b\x01";
/// `id-aes256-wrap` (2.16.840.1.101.3.4.1.45).
pub(crate) const AES_256_WRAP: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x2d";
/// `id-aes256-GCM` (2.16.840.1.101.3.4.1.46).
pub(crate) const AES_256_GCM: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x2e";

#[cfg(test)]
mod tests {
    use super::*;
    use der::asn1::ObjectIdentifier;

    #[test]
    fn the_bytes_are_those_of_the_dotted_names() {
        for (bytes, dotted) in [
            (DATA, "1.2.840.113549.1.7.1"),
            (SIGNED_DATA, "1.2.840.113549.1.7.2"),
            (AUTH_ENVELOPED_DATA, "1.2.840.113549.1.9.16.1.23"),
            (CONTENT_TYPE, "1.2.840.113549.1.9.3"),
            (MESSAGE_DIGEST, "1.2.840.113549.1.9.4"),
            (SIGNING_TIME, "1.2.840.113549.1.9.5"),
            (SHA_256, "2.16.840.1.101.3.4.2.1"),
            (ECDSA_WITH_SHA_256, "1.2.840.10045.4.3.2"),
            (RSA_ENCRYPTION, "1.2.840.113549.1.1.1"),
            (SHA_256_WITH_RSA, "1.2.840.113549.1.1.11"),
            (RSA_OAEP, "1.2.840.113549.1.1.7"),
            (MGF1, "1.2.840.113549.1.1.8"),
            (EC_PUBLIC_KEY, "1.2.840.10045.2.1"),
            (P256, "1.2.840.10045.3.1.7"),
            (ECDH_SHA_256_KDF, "1.3.132.1.11.1"),
            (AES_256_WRAP, "2.16.840.1.101.3.4.1.45"),
            (AES_256_GCM, "2.16.840.1.101.3.4.1.46"),
        ] {
            assert_eq!(ObjectIdentifier::new_unwrap(dotted).as_bytes(), bytes);
        }
    }
}
