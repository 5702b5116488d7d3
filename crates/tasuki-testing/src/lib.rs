//! What the tests of several crates, the demonstration and the measurements need: a town.
//!
//! A [`Town`] is a platform on embedded defaults with its own authority, and the offices on it,
//! each with a real certificate, a user and a password. Nothing in it is an imitation: the
//! platform is `tasuki-server`, [`TownOffice::desk`] is what `tasuki` uses, and [`Caller`] is a
//! plain HTTP client for saying what no well-behaved client says. Offices and people are invented.

mod accepted;
mod address;
mod balancer;
mod caller;
mod chance;
mod clock;
mod crowd;
mod listed;
mod mail;
mod office;
mod one_time;
mod process;
mod proxy;
mod sample;
mod step;
mod surfer;
mod town;
mod wire;

pub use accepted::accepted;
pub use address::own_address;
pub use balancer::Balancer;
pub use caller::{Answer, Caller};
pub use chance::Chance;
pub use clock::SetClock;
pub use crowd::crowd;
pub use listed::sent_messages;
pub use mail::{MailServer, ReceivedMail};
pub use office::TownOffice;
pub use one_time::one_time_password;
pub use process::ServerProcess;
pub use proxy::ConnectProxy;
pub use sample::{note, plan_files, resigned, sealed, sealed_with, with_manifest};
pub use surfer::{Reply, Surfer};
pub use tasuki_engines::Keeping;
pub use tasuki_server::{ReleaseSystem, Site};
pub use town::{
    ContentsPlan, ROOT_PASSPHRASE, RecordsPlan, Town, TownContents, TownPlan, TownRecords,
};
pub use wire::Wire;
