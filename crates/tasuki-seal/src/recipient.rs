//! Hands the content's key to receivers: `RecipientInfo` of CMS.
//!
//! P-256: ephemeral ECDH, the key derivation of X9.63 with SHA-256, AES-256 key wrap (RFC 5753).
//! RSA: OAEP with SHA-256 (RFC 3560).

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrap as _};
use aws_lc_rs::rsa::{
    OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PublicEncryptingKey,
};
use zeroize::Zeroizing;

use crate::algorithm::{self, Algorithm};
use crate::certificate::PublicKey;
use crate::der_reader::Reader;
use crate::der_writer::{
    BIT_STRING, CONTEXT_0, CONTEXT_1, CONTEXT_2, INTEGER, OCTET_STRING, SEQUENCE, SET, element,
};
use crate::enveloped::DecryptError;
use crate::identity::Key;
use crate::{Certificate, Hasher, Identity, SealError, oid};

/// A key of AES-256.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// The length of a wrapped key (RFC 3394).
const WRAPPED: usize = 40;

/// `RecipientInfos` that let each of `receivers` find `secret`.
///
/// All receivers with a P-256 key share one ephemeral key, as RFC 5753 allows: each still gets its
/// own agreement.
pub(crate) fn write(receivers: &[&Certificate], secret: &Secret) -> Result<Vec<u8>, SealError> {
    let mut infos = Vec::new();
    let mut agreeing = Vec::new();
    for (index, receiver) in receivers.iter().enumerate() {
        let unusable = SealError::ReceiverKey { place: index + 1 };
        match receiver.key() {
            PublicKey::P256(point) => agreeing.push((*receiver, point, unusable)),
            PublicKey::Rsa(info) => {
                infos.push(transport(receiver, info, secret).map_err(|Unspecified| unusable)?);
            }
            PublicKey::Other => return Err(unusable),
        }
    }
    if !agreeing.is_empty() {
        let ephemeral = PrivateKey::generate(&ECDH_P256).map_err(|_| SealError::Encrypt)?;
        let mut keys = Vec::new();
        for (receiver, point, unusable) in agreeing {
            let wrapped = wrap(&ephemeral, point, secret).map_err(|Unspecified| unusable)?;
            let key = element(OCTET_STRING, &[&wrapped]);
            keys.extend(element(SEQUENCE, &[receiver.name(), &key]));
        }
        infos.push(agreement(&ephemeral, &keys).map_err(|Unspecified| SealError::Encrypt)?);
    }
    infos.sort_unstable();
    Ok(element(SET, &[&infos.concat()]))
}

/// `KeyAgreeRecipientInfo` around the given `RecipientEncryptedKey`s.
fn agreement(ephemeral: &PrivateKey, keys: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let public = ephemeral.compute_public_key()?;
    let originator = element(
        CONTEXT_1,
        &[
            &algorithm::write(oid::EC_PUBLIC_KEY, &[]),
            &element(BIT_STRING, &[&[0], public.as_ref()]),
        ],
    );
    let wrap = algorithm::write(oid::AES_256_WRAP, &[]);
    Ok(element(
        CONTEXT_1,
        &[
            &[INTEGER, 1, 3],
            &element(CONTEXT_0, &[&originator]),
            &algorithm::write(oid::ECDH_SHA_256_KDF, &wrap),
            &element(SEQUENCE, &[keys]),
        ],
    ))
}

fn wrap(
    ephemeral: &PrivateKey,
    point: &[u8],
    secret: &Secret,
) -> Result<[u8; WRAPPED], Unspecified> {
    let algorithm = algorithm::write(oid::AES_256_WRAP, &[]);
    let kek = key_encryption_key(ephemeral, point, &algorithm)?;
    let mut wrapped = [0; WRAPPED];
    kek.wrap(&**secret, &mut wrapped)?;
    Ok(wrapped)
}

/// Agrees on a key and derives the key that wraps (RFC 5753, 7.2, without `ukm`).
fn key_encryption_key(
    private: &PrivateKey,
    point: &[u8],
    wrap_algorithm: &[u8],
) -> Result<AesKek, Unspecified> {
    let bits = element(OCTET_STRING, &[&256_u32.to_be_bytes()]);
    let info = element(SEQUENCE, &[wrap_algorithm, &element(CONTEXT_2, &[&bits])]);
    let peer = UnparsedPublicKey::new(&ECDH_P256, point);
    agree(private, peer, Unspecified, |shared| {
        let mut hasher = Hasher::new();
        hasher.update(shared);
        hasher.update(&1_u32.to_be_bytes());
        hasher.update(&info);
        let key = Zeroizing::new(*hasher.finish().as_bytes());
        AesKek::new(&AES_256, &*key)
    })
}

/// `KeyTransRecipientInfo`.
fn transport(receiver: &Certificate, info: &[u8], secret: &Secret) -> Result<Vec<u8>, Unspecified> {
    let key = PublicEncryptingKey::from_der(info).map_err(|_| Unspecified)?;
    let key = OaepPublicEncryptingKey::new(key)?;
    let mut encrypted = vec![0; key.ciphertext_size()];
    let encrypted = key.encrypt(&OAEP_SHA256_MGF1SHA256, &**secret, &mut encrypted, None)?;
    let sha_256 = algorithm::write(oid::SHA_256, &[]);
    let parameters = element(
        SEQUENCE,
        &[
            &element(CONTEXT_0, &[&sha_256]),
            &element(CONTEXT_1, &[&algorithm::write(oid::MGF1, &sha_256)]),
        ],
    );
    Ok(element(
        SEQUENCE,
        &[
            &[INTEGER, 1, 0],
            receiver.name(),
            &algorithm::write(oid::RSA_OAEP, &parameters),
            &element(OCTET_STRING, &[encrypted]),
        ],
    ))
}

/// Finds the content's key among `infos`, the inside of `RecipientInfos`.
pub(crate) fn find(mut infos: Reader<'_>, with: &Identity) -> Result<Secret, DecryptError> {
    let name = with.certificate().name();
    while !infos.is_empty() {
        let info = infos.element()?;
        let fields = Reader::new(info.contents);
        let found = match (info.tag, with.key()) {
            (CONTEXT_1, Key::P256 { agreeing, .. }) => by_agreement(fields, name, agreeing)?,
            (SEQUENCE, Key::Rsa { decrypting, .. }) => by_transport(fields, name, decrypting)?,
            _ => None,
        };
        if let Some(secret) = found {
            return Ok(secret);
        }
    }
    Err(DecryptError::NotForUs)
}

fn by_agreement(
    mut fields: Reader<'_>,
    name: &[u8],
    agreeing: &PrivateKey,
) -> Result<Option<Secret>, DecryptError> {
    if fields.expect(INTEGER)?.contents != [3] {
        return Err(DecryptError::Version);
    }
    let mut originator = fields.inside(CONTEXT_0)?;
    // An originator with a static key has another tag.
    let mut public = originator.inside(CONTEXT_1)?;
    originator.finish()?;
    Algorithm::read(&mut public)?;
    let point = public.expect(BIT_STRING)?.contents;
    public.finish()?;
    let agreement = Algorithm::read(&mut fields)?;
    let mut keys = fields.inside(SEQUENCE)?;
    fields.finish()?;
    while !keys.is_empty() {
        let mut key = keys.inside(SEQUENCE)?;
        let receiver = key.element()?.whole;
        let wrapped = key.expect(OCTET_STRING)?.contents;
        key.finish()?;
        if receiver == name {
            let mut parameters = agreement
                .parameters_of(oid::ECDH_SHA_256_KDF)
                .ok_or(DecryptError::Algorithm)?;
            let wrap = Algorithm::read(&mut parameters)?;
            parameters.finish()?;
            if !wrap.is_plain(oid::AES_256_WRAP) {
                return Err(DecryptError::Algorithm);
            }
            let point = point.strip_prefix(&[0]).ok_or(DecryptError::Key)?;
            return unwrap(agreeing, point, wrap.whole, wrapped)
                .map(Some)
                .map_err(|Unspecified| DecryptError::Key);
        }
    }
    Ok(None)
}

fn unwrap(
    agreeing: &PrivateKey,
    point: &[u8],
    wrap_algorithm: &[u8],
    wrapped: &[u8],
) -> Result<Secret, Unspecified> {
    let kek = key_encryption_key(agreeing, point, wrap_algorithm)?;
    let mut room = Zeroizing::new([0; WRAPPED]);
    let secret = kek.unwrap(wrapped, &mut *room)?;
    exactly(secret)
}

fn by_transport(
    mut fields: Reader<'_>,
    name: &[u8],
    decrypting: &OaepPrivateDecryptingKey,
) -> Result<Option<Secret>, DecryptError> {
    if fields.expect(INTEGER)?.contents != [0] {
        return Err(DecryptError::Version);
    }
    let receiver = fields.expect(SEQUENCE)?.whole;
    let transport = Algorithm::read(&mut fields)?;
    let encrypted = fields.expect(OCTET_STRING)?.contents;
    fields.finish()?;
    if receiver != name {
        return Ok(None);
    }
    if !is_oaep_sha_256(&transport)? {
        return Err(DecryptError::Algorithm);
    }
    let mut room = Zeroizing::new(vec![0; decrypting.min_output_size()]);
    let secret = decrypting
        .decrypt(&OAEP_SHA256_MGF1SHA256, encrypted, &mut room, None)
        .map_err(|Unspecified| DecryptError::Key)?;
    exactly(secret)
        .map(Some)
        .map_err(|Unspecified| DecryptError::Key)
}

fn is_oaep_sha_256(transport: &Algorithm<'_>) -> Result<bool, DecryptError> {
    let Some(mut parameters) = transport.parameters_of(oid::RSA_OAEP) else {
        return Ok(false);
    };
    let mut fields = parameters.inside(SEQUENCE)?;
    parameters.finish()?;
    // What is left out means SHA-1, so both must be there.
    let mut hash = fields.inside(CONTEXT_0)?;
    let mut mask = fields.inside(CONTEXT_1)?;
    fields.finish()?;
    let hash_algorithm = Algorithm::read(&mut hash)?;
    hash.finish()?;
    let mask_algorithm = Algorithm::read(&mut mask)?;
    mask.finish()?;
    let Some(mut mask_hash) = mask_algorithm.parameters_of(oid::MGF1) else {
        return Ok(false);
    };
    let mask_hash_algorithm = Algorithm::read(&mut mask_hash)?;
    mask_hash.finish()?;
    Ok(hash_algorithm.is_plain(oid::SHA_256) && mask_hash_algorithm.is_plain(oid::SHA_256))
}

fn exactly(secret: &[u8]) -> Result<Secret, Unspecified> {
    secret
        .try_into()
        .map(Zeroizing::new)
        .map_err(|_| Unspecified)
}
