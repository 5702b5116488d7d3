//! The audit trail: who did what when, each entry chained to the one before.

use tasuki_terms::{Digest, Timestamp};

use crate::StoreError;
use crate::records::reading::{Columns, Table, signed};
use crate::records::transaction::Transaction;
use crate::records::values::params;

const AUDIT: Table = Table {
    name: "audit",
    columns: &[
        "ordinal", "at", "actor", "action", "subject", "detail", "digest",
    ],
};

const HEAD: Table = Table {
    name: "audit_head",
    columns: &["ordinal", "statement"],
};

/// A signed statement of how far the trail went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditHeadRow {
    /// The last entry then.
    pub ordinal: u64,
    /// What the platform signed, DER.
    pub statement: Vec<u8>,
}

/// What is written into the trail. None of it may be personal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEntry {
    /// When it was done.
    pub at: Timestamp,
    /// Who did it: an operator, a user, or a rule.
    pub actor: String,
    /// What was done, a stable code.
    pub action: &'static str,
    /// To whom or what.
    pub subject: String,
    /// More, for people.
    pub detail: String,
}

/// An entry of the trail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditRow {
    /// Its number, from 1 without gaps.
    pub ordinal: u64,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What was done, a stable code.
    pub action: String,
    /// To whom or what.
    pub subject: String,
    /// More, for people.
    pub detail: String,
    /// SHA-256 of the digest before and of this entry's words.
    pub digest: Digest,
}

/// The trail was changed: this entry is not what was written after the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the audit trail is broken at entry {ordinal}")]
pub struct BrokenTrail {
    /// The first entry that is wrong.
    pub ordinal: u64,
}

impl AuditRow {
    /// What the digest must be after an entry with the digest `previous`. Each text goes in behind
    /// its length, so that no two entries have the same bytes.
    fn expected(&self, previous: &Digest) -> Digest {
        let mut bytes = previous.as_bytes().to_vec();
        bytes.extend(self.ordinal.to_be_bytes());
        bytes.extend(self.at.as_microsecond().to_be_bytes());
        for text in [&self.actor, &self.action, &self.subject, &self.detail] {
            bytes.extend((text.len() as u64).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        sha256(&bytes)
    }
}

/// How far a trail was followed, from before its first entry on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditChain {
    last: u64,
    digest: Digest,
}

impl Default for AuditChain {
    fn default() -> Self {
        Self {
            last: 0,
            digest: Digest::new([0; 32]),
        }
    }
}

impl AuditChain {
    /// The number of the last entry that was followed; 0 before the first.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// Checks that `rows` are the entries that come next, in their order.
    pub fn follow(&mut self, rows: &[AuditRow]) -> Result<(), BrokenTrail> {
        for row in rows {
            let ordinal = self.last + 1;
            if row.ordinal != ordinal || row.expected(&self.digest) != row.digest {
                return Err(BrokenTrail { ordinal });
            }
            (self.last, self.digest) = (ordinal, row.digest);
        }
        Ok(())
    }
}

impl Transaction<'_> {
    /// Adds an entry to the trail.
    pub fn append_audit(&self, entry: AuditEntry) -> Result<(), StoreError> {
        let (ordinal, previous) = self
            .last_audit()?
            .map_or((1, Digest::new([0; 32])), |last| {
                (last.ordinal + 1, last.digest)
            });
        let mut row = AuditRow {
            ordinal,
            at: entry.at,
            actor: entry.actor,
            action: entry.action.to_owned(),
            subject: entry.subject,
            detail: entry.detail,
            digest: previous,
        };
        row.digest = row.expected(&previous);
        self.session().run(
            "INSERT INTO audit (ordinal, at, actor, action, subject, detail, digest) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                signed(row.ordinal),
                row.at.as_microsecond(),
                row.actor,
                row.action,
                row.subject,
                row.detail,
                row.digest.as_bytes(),
            ],
        )?;
        Ok(())
    }

    /// The newest entry; none before the first.
    pub fn last_audit(&self) -> Result<Option<AuditRow>, StoreError> {
        let sql = AUDIT.select() + " ORDER BY ordinal DESC LIMIT 1";
        self.session().first(&AUDIT, &sql, [], read)
    }

    /// Keeps a signed statement of how far the trail goes; there is one for each entry at most.
    pub fn save_audit_head(&self, head: &AuditHeadRow) -> Result<(), StoreError> {
        self.session().run(
            "INSERT INTO audit_head (ordinal, statement) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![signed(head.ordinal), head.statement],
        )?;
        Ok(())
    }

    /// The signed statement that goes farthest.
    pub fn last_audit_head(&self) -> Result<Option<AuditHeadRow>, StoreError> {
        let sql = HEAD.select() + " ORDER BY ordinal DESC LIMIT 1";
        self.session().first(&HEAD, &sql, [], read_head)
    }

    /// The signed statements of entries behind `after`, up to `until` or to the end, the first
    /// first.
    pub fn audit_heads(
        &self,
        after: u64,
        until: Option<u64>,
    ) -> Result<Vec<AuditHeadRow>, StoreError> {
        let sql = HEAD.select()
            + " WHERE ordinal > ?1 AND (?2 IS NULL OR ordinal <= ?2) ORDER BY ordinal";
        let values = params![signed(after), until.map(signed)];
        self.session().all(&HEAD, &sql, values, read_head)
    }

    /// Whether something was ever done to `subject`.
    pub fn was_done(&self, action: &str, subject: &str) -> Result<bool, StoreError> {
        self.session().exists(
            "SELECT 1 FROM audit WHERE subject = ?1 AND action = ?2",
            [subject, action],
        )
    }

    /// Entries whose actor, action, subject or detail contains `text`, the newest first.
    pub fn audit(&self, text: &str, skip: u64, limit: u64) -> Result<Vec<AuditRow>, StoreError> {
        let order = "ORDER BY ordinal DESC LIMIT ?3 OFFSET ?2";
        let sql = format!("{} WHERE {FOUND} {order}", AUDIT.select());
        let values = params![text, signed(skip), signed(limit)];
        self.session().all(&AUDIT, &sql, values, read)
    }

    /// How many entries [`Transaction::audit`] finds in all.
    pub fn audit_count(&self, text: &str) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM audit WHERE {FOUND}");
        self.session().count(&sql, [text])
    }

    /// What [`Transaction::audit`] finds, from the first entry behind `after` on.
    pub fn audit_after(
        &self,
        after: u64,
        text: &str,
        limit: u64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let order = "ORDER BY ordinal LIMIT ?3";
        let sql = format!("{} WHERE ordinal > ?2 AND {FOUND} {order}", AUDIT.select());
        let values = params![text, signed(after), signed(limit)];
        self.session().all(&AUDIT, &sql, values, read)
    }
}

/// That an entry holds the text `?1`.
const FOUND: &str = "(?1 = '' OR instr(actor, ?1) > 0 OR instr(action, ?1) > 0 \
                     OR instr(subject, ?1) > 0 OR instr(detail, ?1) > 0)";

fn sha256(bytes: &[u8]) -> Digest {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    let mut sum = [0; 32];
    for (to, from) in sum.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    Digest::new(sum)
}

fn read_head(row: &Columns<'_>) -> Result<AuditHeadRow, StoreError> {
    Ok(AuditHeadRow {
        ordinal: row.count("ordinal")?,
        statement: row.value("statement")?,
    })
}

fn read(row: &Columns<'_>) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        ordinal: row.count("ordinal")?,
        at: row.time("at")?,
        actor: row.value("actor")?,
        action: row.value("action")?,
        subject: row.value("subject")?,
        detail: row.value("detail")?,
        digest: Digest::new(row.value("digest")?),
    })
}
