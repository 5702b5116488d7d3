//! Licences renew themselves, invoices become overdue, and offices are reminded of what ends soon.

use crate::answer::chain;
use crate::platform::Platform;

/// Does what is due; false if something could not be done. It is asked again and again, and does
/// each thing once.
pub(super) async fn look(platform: &Platform) -> bool {
    let Some(registry) = &platform.registry else {
        return true;
    };
    let mut is_done = true;
    let mut failed = |error: &dyn std::error::Error, what: &str| {
        tracing::error!(error = chain(error), "{what}");
        is_done = false;
    };
    match registry.renew_licences().await {
        Ok(0) => {}
        Ok(renewed) => tracing::info!(renewed, "licences were renewed"),
        Err(error) => failed(&error, "licences cannot be renewed"),
    }
    match registry.pass_due_days().await {
        Ok(0) => {}
        Ok(overdue) => tracing::info!(overdue, "invoices were not paid in time"),
        Err(error) => failed(&error, "overdue invoices cannot be noticed"),
    }
    match registry.remind_offices().await {
        Ok(0) => {}
        Ok(sent) => tracing::info!(sent, "offices were reminded"),
        Err(error) => failed(&error, "offices cannot be reminded"),
    }
    is_done
}
