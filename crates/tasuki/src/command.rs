//! The commands, one file each.

use tasuki_desk::{Desk, DeskError, Lock, LockedProfile};

use crate::ask::{Password, unlock_password};
use crate::cli::{Command, choice};
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::{Args, Exit, Format};

pub(crate) mod account;
pub(crate) mod certificate;
pub(crate) mod check;
pub(crate) mod client;
pub(crate) mod compare;
pub(crate) mod conformance;
pub(crate) mod convert;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod generate;
mod given;
pub(crate) mod inbox;
pub(crate) mod layout;
mod lists;
pub(crate) mod normalise;
pub(crate) mod outbox;
pub(crate) mod partners;
pub(crate) mod receive;
mod rewrite;
mod save;
pub(crate) mod send;
mod sides;
pub(crate) mod verify;
pub(crate) mod watch;
pub(crate) mod withdraw;

/// Does what was typed.
pub(crate) async fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let Some(command) = &args.command else {
        return client::run(args, output).await;
    };
    let name = command.name();
    let formats = Format::of_command(name);
    if !formats.contains(&args.format) {
        return Err(Refusal::wrong_use(
            "use.format",
            format!("{name} では、指定された形式の結果を出力できません。"),
            format!("--format に {} を指定してください。", choice(formats)),
        )
        .into());
    }
    match command {
        Command::Send(typed) => send::run(args, typed, output).await,
        Command::Inbox(typed) => inbox::run(args, typed, output).await,
        Command::Receive(typed) => receive::run(args, typed, output).await,
        Command::Outbox(typed) => outbox::run(args, typed, output).await,
        Command::Withdraw(typed) => withdraw::run(args, typed, output).await,
        Command::Partners(typed) => partners::run(args, typed, output).await,
        Command::Account(typed) => account::run(args, typed, output).await,
        Command::Verify(typed) => verify::run(args, typed, output),
        Command::Watch(typed) => watch::run(args, typed, output).await,
        Command::Explain(typed) => explain::run(args, typed, output),
        Command::Certificate(typed) => certificate::run(args, typed, output).await,
        Command::Check(typed) => check::run(args, typed, output),
        Command::Layout(typed) => layout::run(args, typed, output),
        Command::Compare(typed) => compare::run(args, typed, output),
        Command::Diff(typed) => diff::run(args, typed, output),
        Command::Normalise(typed) => normalise::run(args, typed, output),
        Command::Convert(typed) => convert::run(args, typed, output),
        Command::Generate(typed) => generate::run(args, typed, output),
        Command::Conformance(typed) => conformance::run(args, typed, output),
    }
}

/// Opens the desk of the profile.
fn desk(args: &Args) -> Result<Desk, DeskError> {
    let locked = LockedProfile::read(args.profile_dir())?;
    let unlock = unlock_password(args, Some(&locked))?;
    let profile = locked.unlock(&Lock::new(&unlock))?;
    let password = Password::of(&profile);
    let desk = Desk::open(profile, password)?;
    // What is done here is done with the platform.
    desk.check_certificate()?;
    Ok(desk)
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
