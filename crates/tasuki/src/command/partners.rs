//! `tasuki partners`: 事業所検索.

use clap::{Args as ClapArgs, ValueEnum};
use tasuki_desk::OfficeQuery;
use tasuki_terms::{Prefecture, ServiceType, half_width};
use tasuki_wire::{MemberState, OfficeList, OfficeSummary};

use crate::cli::{HELP, page_size, service_type};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::Table;
use crate::{Args, Exit, Format};

/// 連携できる事業所を検索します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki partners [オプション] [<検索する文字>]",
    after_help = "例: tasuki partners ひまわり --prefecture 13 --member yes",
    next_help_heading = "オプション"
)]
pub(crate) struct Typed {
    /// 事業所番号の先頭、または事業所名・カナの一部
    #[arg(
        value_name = "検索する文字",
        default_value = "",
        hide_default_value = true,
        help_heading = "指定"
    )]
    text: String,

    /// 都道府県コードで絞り込みます（01～47）
    #[arg(long, value_name = "コード", value_parser = prefecture)]
    prefecture: Option<Prefecture>,

    /// サービス種類コードで絞り込みます
    #[arg(long, value_name = "種類", value_parser = service_type)]
    service: Option<ServiceType>,

    /// 利用状況（yes 利用中、no 未利用、closed 廃止）
    #[arg(long, value_name = "状況", value_enum, hide_possible_values = true)]
    member: Option<Member>,

    /// 表示する件数（1～200、指定がなければ50）
    #[arg(long, value_name = "件数", value_parser = page_size)]
    limit: Option<u32>,
}

/// As it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Member {
    Yes,
    No,
    Closed,
}

fn prefecture(typed: &str) -> Result<Prefecture, String> {
    half_width(typed)
        .parse()
        .map_err(|_| "都道府県コードは01～47の2桁で入力してください。".to_owned())
}

/// How many offices are shown where nobody says.
const USUAL_LIMIT: u32 = 50;

/// Looks offices up.
pub(crate) async fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let desk = super::desk(args)?;
    let wanted = typed.limit.unwrap_or(USUAL_LIMIT);
    let mut query = OfficeQuery {
        text: typed.text.clone(),
        prefecture: typed.prefecture,
        service: typed.service,
        member: typed.member.map(|member| match member {
            Member::Yes => MemberState::Member,
            Member::No => MemberState::NotMember,
            Member::Closed => MemberState::Closed,
        }),
        limit: Some(wanted),
        cursor: None,
    };
    let mut list = desk.platform().search_offices(&query).await?;
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    // A page may hold few offices, and others follow.
    while list.offices.len() < wanted && list.next.is_some() {
        query.cursor = list.next.take();
        let more = desk.platform().search_offices(&query).await?;
        list.offices.extend(more.offices);
        list.next = more.next;
    }
    if list.offices.len() > wanted {
        list.offices.truncate(wanted);
        list.next = list.offices.last().map(|last| last.number.to_string());
    }
    show(args, &list, output)
}

fn show(args: &Args, list: &OfficeList, output: &mut Output) -> Result<Exit, Failure> {
    match args.format {
        Format::Json => output.json(list)?,
        Format::Text | Format::Sarif | Format::Csv => {
            output.data(&table(&list.offices))?;
            if list.next.is_some() {
                output.note("ほかにもあります。検索する文字や --limit を指定してください。");
            }
        }
    }
    Ok(Exit::Done)
}

fn table(offices: &[OfficeSummary]) -> String {
    if offices.is_empty() {
        return "該当する事業所はありません。".to_owned();
    }
    let mut table = Table::new(&["事業所番号", "事業所名", "サービス種類", "利用状況"]);
    for one in offices {
        let services: Vec<_> = one.service_types.iter().map(ToString::to_string).collect();
        let member = match (one.member, one.successor) {
            (MemberState::Member, _) => "利用中".to_owned(),
            (MemberState::NotMember, _) => "利用していない".to_owned(),
            (MemberState::Closed, None) => "廃止".to_owned(),
            (MemberState::Closed, Some(new)) => format!("廃止（新しい番号 {new}）"),
        };
        table.row([
            one.number.to_string(),
            one.name.clone(),
            services.join("、"),
            member,
        ]);
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_are_shown_with_what_they_are_on_the_platform() {
        let office = |number: &str, member, successor: Option<&str>| OfficeSummary {
            number: number.parse().unwrap(),
            name: "見本事業所".to_owned(),
            kana: String::new(),
            service_types: vec!["11".parse().unwrap()],
            licensed: member == MemberState::Member,
            member,
            successor: successor.map(|number| number.parse().unwrap()),
        };
        let all = [
            office("1370000001", MemberState::Member, None),
            office("1370000002", MemberState::NotMember, None),
            office("1370000003", MemberState::Closed, Some("1370000009")),
        ];
        insta::assert_snapshot!(table(&all), @r"
        事業所番号  事業所名    サービス種類  利用状況
        1370000001  見本事業所  11            利用中
        1370000002  見本事業所  11            利用していない
        1370000003  見本事業所  11            廃止（新しい番号 1370000009）
        ");
        assert_eq!(table(&[]), "該当する事業所はありません。");
    }
}
