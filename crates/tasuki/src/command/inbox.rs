//! `tasuki inbox`: 受信一覧.

use clap::Args as ClapArgs;

use super::lists::{Filter, List, table};
use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::{Args, Exit, Format};

/// 受信一覧を表示します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki inbox [オプション]",
    after_help = "例: tasuki inbox --state 未受信 --month 202504"
)]
pub(crate) struct Typed {
    #[command(flatten)]
    filter: Filter,
}

/// Lists what was received.
pub(crate) async fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let desk = super::desk(args)?;
    let list = typed.filter.messages(&desk, List::Inbox).await?;
    match args.format {
        Format::Json => output.json(&list)?,
        Format::Text | Format::Sarif | Format::Csv => {
            output.data(&table(&list.messages, List::Inbox))?;
            if list.next.is_some() {
                output.note("ほかにもあります。すべて表示するには --all を付けてください。");
            }
        }
    }
    Ok(Exit::Done)
}
