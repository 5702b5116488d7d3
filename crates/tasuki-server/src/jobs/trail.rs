//! Signs how far the audit trail goes, and writes it to the log.

use crate::answer::Rejection;
use crate::platform::Platform;
use crate::trail::sign_head;

/// Signs once, if there is anything new.
pub(crate) async fn anchor(platform: &Platform) -> Result<(), Rejection> {
    let (last, head) = platform
        .records
        .read("audit_head", |records| {
            Ok((records.last_audit()?, records.last_audit_head()?))
        })
        .await?;
    let signed = head.map_or(0, |head| head.ordinal);
    let Some(last) = last.filter(|last| last.ordinal > signed) else {
        return Ok(());
    };
    let head = sign_head(&last, &platform.identity, platform.clock.now())?;
    platform
        .records
        .change("save_audit_head", move |records| {
            records.save_audit_head(&head)
        })
        .await?;
    // Whoever changes the database cannot change what the log has told already.
    tracing::info!(
        ordinal = last.ordinal,
        digest = %last.digest,
        "the audit trail goes so far"
    );
    Ok(())
}
