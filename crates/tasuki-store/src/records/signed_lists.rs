//! Revocation lists (失効リスト) as they are given out.

use tasuki_terms::{Digest, Timestamp};

use crate::StoreError;
use crate::records::reading::{Table, signed};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const SIGNED_LIST: Table = Table {
    name: "signed_list",
    columns: &["authority", "number", "signed_at", "digest", "der"],
};

/// A revocation list of an authority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedListRow {
    /// The authority's id in addresses.
    pub authority: String,
    /// Its number (`cRLNumber`); a later list has a greater one.
    pub number: u64,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// SHA-256 of what is revoked: another one tells something else.
    pub digest: Digest,
    /// The list.
    pub der: Vec<u8>,
}

impl Transaction<'_> {
    /// The lists that are given out.
    pub fn signed_lists(&self) -> Result<Vec<SignedListRow>, StoreError> {
        let sql = SIGNED_LIST.select() + " ORDER BY authority";
        self.session().all(&SIGNED_LIST, &sql, [], |row| {
            Ok(SignedListRow {
                authority: row.value("authority")?,
                number: row.count("number")?,
                signed_at: row.time("signed_at")?,
                digest: row.parsed("digest")?,
                der: row.value("der")?,
            })
        })
    }

    /// Gives out a list from now on, in place of that authority's before.
    pub fn save_signed_list(&self, row: &SignedListRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO signed_list (authority, number, signed_at, digest, der) \
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (authority) DO UPDATE SET \
             number = excluded.number, signed_at = excluded.signed_at, \
             digest = excluded.digest, der = excluded.der",
            params![
                row.authority,
                signed(row.number),
                row.signed_at.as_microsecond(),
                row.digest.to_string(),
                row.der,
            ],
        )?;
        Ok(())
    }
}
