//! How long pages wait.

use std::time::Duration;

/// For work that is quickly done, so that nobody sees a page that is gone at once.
pub(crate) const MOMENT: Duration = Duration::from_millis(1500);

/// For what a page can do without.
pub(crate) const GLANCE: Duration = Duration::from_secs(2);
