//! The commands, one file each.

use tasuki_desk::{Desk, DeskError, Profile};

use crate::ask::Password;
use crate::cli::Command;
use crate::failure::Failure;
use crate::output::Output;
use crate::{Args, Exit};

pub(crate) mod conformance;
mod files;
pub(crate) mod generate;
pub(crate) mod inbox;
mod lists;
pub(crate) mod outbox;
pub(crate) mod receive;
pub(crate) mod send;
pub(crate) mod verify;
pub(crate) mod watch;
pub(crate) mod withdraw;

/// Does what was typed.
pub(crate) async fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    match &args.command {
        Command::Send(typed) => send::run(args, typed, output).await,
        Command::Inbox(typed) => inbox::run(args, typed, output).await,
        Command::Receive(typed) => receive::run(args, typed, output).await,
        Command::Outbox(typed) => outbox::run(args, typed, output).await,
        Command::Withdraw(typed) => withdraw::run(args, typed, output).await,
        Command::Verify(typed) => verify::run(args, typed, output),
        Command::Watch(typed) => watch::run(args, typed, output).await,
        Command::Generate(typed) => generate::run(args, typed, output),
        Command::Conformance(typed) => conformance::run(args, typed, output),
    }
}

/// Opens the desk of the profile.
fn desk(args: &Args) -> Result<Desk, DeskError> {
    let profile = Profile::load(args.profile_dir())?;
    let password = Password::of(&profile);
    Desk::open(profile, password)
}

/// The worst of several ends: what was refused counts more than what may work later.
fn worst(exits: impl IntoIterator<Item = Exit>) -> Exit {
    const ORDER: [Exit; 5] = [
        Exit::OurFault,
        Exit::WrongUse,
        Exit::Refused,
        Exit::TryLater,
        Exit::Done,
    ];
    let exits: Vec<Exit> = exits.into_iter().collect();
    ORDER
        .into_iter()
        .find(|exit| exits.contains(exit))
        .unwrap_or(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_ends_the_worst_counts() {
        assert_eq!(worst([]), Exit::Done);
        assert_eq!(worst([Exit::Done, Exit::TryLater]), Exit::TryLater);
        assert_eq!(
            worst([Exit::Refused, Exit::TryLater, Exit::Done]),
            Exit::Refused
        );
    }
}
