//! Removes contents and ledger rows whose time is over.

use jiff::SignedDuration;
use tasuki_exchange::{Step, advance};
use tasuki_seal::{Receipt, ReceiptKind};
use tasuki_store::{Change, MessageRow, Place};
use tasuki_terms::{MessageState, Timestamp};

use crate::answer::Rejection;
use crate::api::tell;
use crate::beside::{GONE, Job};
use crate::figures::{self, Store, durable};
use crate::platform::Platform;

/// How many messages one sweep takes at once.
const AT_ONCE: u32 = 500;

/// For how long sessions of the sites are kept that nobody uses: longer than any is good, so that
/// who comes back is told why.
const SESSIONS: SignedDuration = SignedDuration::from_hours(24);
/// For how long it is kept that a mail went out, or was given up.
const MAILS: SignedDuration = SignedDuration::from_hours(24 * 30);

/// For how long it is kept how often what was refused: the overview shows less.
const REFUSALS: SignedDuration = SignedDuration::from_hours(24 * 90);

/// For how long requests to mend the directory are kept that were dealt with.
const CORRECTIONS: SignedDuration = SignedDuration::from_hours(24 * 365);

/// Sweeps once.
///
/// A message that nobody fetched expires, with a receipt; then its content goes, as that of every
/// message whose time is over or that was withdrawn. Segments in which nothing is left, and
/// objects that no message has, are deleted. What cannot be done is logged and tried again by the
/// next sweep; the rest goes on. Returns whether all was done.
pub(crate) async fn sweep(platform: &Platform) -> bool {
    let now = platform.clock.now();
    let steps = [
        ("months", months(platform, now).await),
        ("contents", contents(platform, now).await),
        ("orphans", orphans(platform).await),
        ("ledger", ledger(platform, now).await),
        ("accounts", accounts(platform, now).await),
        ("tickets", tickets(platform, now).await),
        ("processes", processes(platform, now).await),
    ];
    let mut is_done = true;
    for (what, result) in steps {
        if let Err(rejection) = result {
            tracing::error!(what, code = rejection.code(), "cannot sweep");
            is_done = false;
        }
    }
    is_done
}

/// Makes room for the messages of the months to come.
async fn months(platform: &Platform, now: Timestamp) -> Result<(), Rejection> {
    Ok(platform.records.make_months(now).await?)
}

/// Removes contents whose time is over. One that cannot be removed keeps none behind it; but where
/// nothing can be reached for the moment, all of them would only be waited for, and the rest of the
/// sweep with them. Fails if one could not be removed.
async fn contents(platform: &Platform, now: Timestamp) -> Result<(), Rejection> {
    let (mut after, mut failed) = (None, None);
    loop {
        let overdue = platform.records.overdue(now, after, AT_ONCE).await?;
        let Some((last, _)) = overdue.last() else {
            return failed.map_or(Ok(()), Err);
        };
        after = Some((last.content_until, last.id));
        let mut removed = 0;
        for (row, place) in &overdue {
            if *platform.ending.borrow() || !platform.leases.holds(Job::Sweep) {
                return failed.map_or(Ok(()), Err);
            }
            match remove(platform, row, place).await {
                Ok(is_removed) => removed += u32::from(is_removed),
                Err(rejection) => {
                    tracing::error!(code = rejection.code(), "cannot remove a content");
                    if rejection.is_passing() {
                        return Err(rejection);
                    }
                    failed = Some(rejection);
                }
            }
        }
        if removed > 0 {
            tracing::info!(removed, "contents removed");
        }
    }
}

/// Removes the content of one message; false if it is not to go yet. Where it lies is forgotten
/// last: if it cannot be removed now, the next sweep finds it again, and nobody else does.
async fn remove(platform: &Platform, row: &MessageRow, place: &Place) -> Result<bool, Rejection> {
    if row.state == MessageState::Accepted && !expire(platform, row).await? {
        // Fetched in this moment: its content goes with the next sweep.
        return Ok(false);
    }
    platform.records.withhold_content(row.id).await?;
    platform.contents.remove(place).await?;
    platform.records.forget_content(row.id).await?;
    Ok(true)
}

/// Removes what no message's content lies in any more, and tells of contents that are gone. What a
/// process beside this one writes is left alone: it is in no record yet.
async fn orphans(platform: &Platform) -> Result<(), Rejection> {
    let writers = platform.leases.processes();
    let found = platform.contents.sweep(&platform.records, writers).await?;
    if found.orphans > 0 {
        tracing::info!(orphans = found.orphans, "nobody's contents removed");
    }
    figures::contents_missing(found.missing_of_all);
    if found.missing > 0 {
        let examples = found.examples.join(" ");
        tracing::error!(missing = found.missing, examples, "contents are missing");
    }
    Ok(())
}

/// Forgets rows of the ledger whose time is over.
async fn ledger(platform: &Platform, now: Timestamp) -> Result<(), Rejection> {
    let kept = 24 * 366 * i64::from(platform.settings.retention.ledger_years);
    if let Ok(until) = now.checked_sub(SignedDuration::from_hours(kept)) {
        platform.records.forget_ledger(until).await?;
    }
    Ok(())
}

/// Forgets sessions, ways back in, mails and counts of refusals whose time is over.
async fn accounts(platform: &Platform, now: Timestamp) -> Result<(), Rejection> {
    let ago = |time: SignedDuration| now.checked_sub(time).unwrap_or(Timestamp::UNIX_EPOCH);
    let (sessions, mails, refusals) = (ago(SESSIONS), ago(MAILS), ago(REFUSALS));
    let corrections = ago(CORRECTIONS);
    platform
        .records
        .change("forget_accounts", move |records| {
            records.forget_sessions(sessions)?;
            records.forget_old_resets(now)?;
            records.forget_mails(mails)?;
            records.forget_refusals(refusals)?;
            records.remove_corrections_done_before(corrections)?;
            Ok(())
        })
        .await?;
    Ok(())
}

/// Forgets questions to the help desk that were closed long enough ago.
async fn tickets(platform: &Platform, now: Timestamp) -> Result<(), Rejection> {
    let kept = 24 * i64::from(platform.settings.retention.ticket_days);
    if let Ok(until) = now.checked_sub(SignedDuration::from_hours(kept)) {
        platform
            .records
            .change("forget_tickets", move |records| {
                records.forget_tickets(until)
            })
            .await?;
    }
    Ok(())
}

/// Forgets what processes told each other, and those that are gone.
async fn processes(platform: &Platform, now: Timestamp) -> Result<(), Rejection> {
    platform.records.forget_news().await?;
    platform.records.forget_leases(GONE).await?;
    Ok(platform.records.forget_kept(now).await?)
}

async fn expire(platform: &Platform, row: &MessageRow) -> Result<bool, Rejection> {
    let Some(state) = advance(row.state, Step::Expire, row.sender, row.receiver, None)? else {
        return Ok(false);
    };
    let receipt = Receipt {
        version: Receipt::VERSION,
        kind: ReceiptKind::Expired,
        message: row.id,
        digest: row.digest,
        sender: row.sender,
        receiver: row.receiver,
        at: platform.clock.now().max(row.state_at),
        previous: Some(row.receipt_digest),
    };
    let change = Change {
        id: row.id,
        from: row.state,
        to: state,
        at: receipt.at,
        ordinal: 2,
        receipt: platform.sign(&receipt)?,
        receipt_digest: receipt.digest(),
    };
    let saved = durable(Store::Records, platform.records.change_message(change));
    let is_expired = saved.await?;
    if is_expired {
        tell(platform, row.id, state, row.sender, row.receiver);
    }
    Ok(is_expired)
}
