//! 事業所検索: the address book, which fills from use, and who else takes part.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::{Book, DeskError, OfficeQuery, Partner, PlatformError};
use tasuki_terms::{MessageId, OfficeNumber, Prefecture, ServiceType, Timestamp};
use tasuki_ui::{Banner, Shell, Tag, Tone};
use tasuki_wire::{MemberState, OfficeList, OfficeSummary};

use super::office_user::{self, Meant};
use super::opened;
use crate::address::{Path, Query};
use crate::answer::{PageError, Told, page, see_other, with_code};
use crate::client::Client;
use crate::form::Posted;
use crate::keep;
use crate::office::Office;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

/// How long a search waits for the platform.
const PATIENCE: Duration = Duration::from_secs(4);

/// How many offices are shown at most.
const MOST: u32 = 50;

/// The services whose offices exchange, in the order in which they are offered.
const SERVICES: [&str; 12] = [
    "43", "46", "11", "12", "13", "14", "15", "16", "17", "21", "22", "2A",
];

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    words: String,
    #[serde(default)]
    prefecture: String,
    #[serde(default)]
    service: String,
    /// The draft for which somebody is looked for.
    #[serde(default)]
    draft: String,
}

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage {
    shell: Shell,
    words: String,
    prefectures: Vec<(String, &'static str, bool)>,
    services: Vec<(&'static str, String, bool)>,
    banner: Option<Banner>,
    is_search: bool,
    /// The draft for which somebody is looked for; empty for a new message.
    draft: String,
    /// The address of this very page.
    here: String,
    rows: Vec<Row>,
    has_more: bool,
}

/// An office.
struct Row {
    number: OfficeNumber,
    name: String,
    services: String,
    exchanged: String,
    is_favourite: bool,
    member: Option<Tag>,
    /// The number that followed this one.
    successor: Option<OfficeNumber>,
    /// Whether something can be sent to it, as far as that is known.
    may_receive: bool,
}

/// Shows the form, and the address book or what was found.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let known = office.in_book(Book::partners).await?;
    let query = OfficeQuery {
        text: asked.words.trim().to_owned(),
        prefecture: asked.prefecture.parse().ok(),
        service: asked.service.parse().ok(),
        limit: Some(MOST),
        ..OfficeQuery::default()
    };
    let is_search = !query.text.is_empty() || query.prefecture.is_some() || query.service.is_some();
    let (mut banner, mut has_more, mut rows) = (None, false, Vec::new());
    if is_search {
        match search(&client, &office, &query).await {
            Ok(found) => {
                has_more = found.next.is_some();
                let told = found.offices.iter();
                let told: Vec<_> = told
                    .map(|one| (one.number, one.member == MemberState::Member))
                    .collect();
                let learnt = office.in_book(move |book| book.know_members(&told));
                learnt.await?;
                let by_number: BTreeMap<_, _> = known.iter().map(|one| (one.number, one)).collect();
                // Nobody sends to themselves.
                let others = found.offices.iter();
                let others = others.filter(|one| one.number != office.number);
                rows.extend(others.map(|one| {
                    let partner = by_number.get(&one.number);
                    Row::found(one, partner.copied())
                }));
            }
            Err(error) => {
                let is_of_the_line = error.is_of_the_line();
                let error = DeskError::from(error);
                if keep::needs_user(&error) {
                    return Ok(office_user::ask(&Meant::Partners));
                }
                let why = (!is_of_the_line).then(|| Told::from(&error));
                let known_at = office.in_book(Book::closed_until).await?;
                banner = Some(kept(why.as_ref(), known_at));
                let matching = known.iter().filter(|one| is_like(one, &query));
                rows.extend(matching.map(Row::known));
            }
        }
    } else {
        rows.extend(known.iter().map(Row::known));
    }
    page(&PartnersPage {
        shell: shell(&client, &visit, "/partners"),
        words: asked.words.trim().to_owned(),
        prefectures: prefectures(&asked.prefecture),
        services: services(&asked.service),
        banner,
        is_search,
        draft: read_draft(&asked.draft),
        here: visit.here.clone(),
        rows,
        has_more,
    })
}

/// Asks the platform, unless it is known that it cannot be reached, and not for long.
async fn search(
    client: &Client,
    office: &Office,
    query: &OfficeQuery,
) -> Result<OfficeList, PlatformError> {
    let seconds = PATIENCE.as_secs();
    if keep::is_cut(client) {
        return Err(PlatformError::Silent { seconds });
    }
    let asked = office.desk().platform().search_offices(query);
    if let Ok(answer) = tokio::time::timeout(PATIENCE, asked).await {
        return answer;
    }
    // Whoever keeps the lists up to date finds out whether the line is cut.
    client.keeper.wake();
    Err(PlatformError::Silent { seconds })
}

/// That only what is kept here was searched, and since when it is kept; and `why`, where it is not the line
/// alone.
fn kept(why: Option<&Told>, known_at: Option<Timestamp>) -> Banner {
    let since = known_at.map_or_else(String::new, |at| {
        format!("（{}に連携基盤と確認した内容）", show::moment(at))
    });
    let only = format!(
        "やり取りした事業所と、よく使う事業所だけを表示しています{since}。フリガナではさがせません。"
    );
    match why {
        Some(why) => {
            let searched = "このパソコンに保存されている事業所の中からさがしました。";
            let banner = why.banner(Tone::Warning);
            with_code(banner.text(format!("{searched}{only}")), &why.code)
        }
        None => Banner::new(
            Tone::Warning,
            "連携基盤に確認できないため、このパソコンに保存されている事業所の中からさがしました。",
        )
        .text(only),
    }
}

/// The id of a draft as it stands in an address.
fn read_draft(text: &str) -> String {
    match text.parse::<MessageId>() {
        Ok(_) => text.to_owned(),
        Err(_) => String::new(),
    }
}

/// Where one was when a mark was set.
#[derive(Deserialize)]
pub(crate) struct Marked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    back: String,
}

/// Marks an office as one that is often used (よく使う事業所), or no longer.
pub(crate) async fn favourite(
    State(client): State<Arc<Client>>,
    Path(number): Path<OfficeNumber>,
    posted: Posted<Marked>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let Marked { name, back } = posted.form;
    office
        .in_book(move |book| book.toggle_favourite(number, &name))
        .await?;
    let is_ours = back.starts_with("/partners?");
    Ok(see_other(if is_ours { &back } else { "/partners" }))
}

impl Row {
    fn known(partner: &Partner) -> Self {
        Self {
            number: partner.number,
            name: partner.name.clone(),
            services: names(&partner.services),
            exchanged: exchanged(Some(partner)),
            is_favourite: partner.favourite,
            member: partner.member.map(|is_member| {
                member(if is_member {
                    MemberState::Member
                } else {
                    MemberState::NotMember
                })
            }),
            successor: None,
            may_receive: partner.member != Some(false),
        }
    }

    fn found(office: &OfficeSummary, partner: Option<&Partner>) -> Self {
        Self {
            number: office.number,
            name: office.name.clone(),
            services: names(&office.service_types),
            exchanged: exchanged(partner),
            is_favourite: partner.is_some_and(|one| one.favourite),
            member: Some(member(office.member)),
            successor: office.successor,
            may_receive: office.member == MemberState::Member,
        }
    }
}

fn exchanged(partner: Option<&Partner>) -> String {
    let at = partner.and_then(|one| one.exchanged_at);
    at.map_or_else(|| "―".to_owned(), show::day)
}

fn member(state: MemberState) -> Tag {
    match state {
        MemberState::Member => Tag::new(Tone::Success, "送信できます"),
        MemberState::NotMember => Tag::new(Tone::Plain, "利用していません"),
        MemberState::Closed => Tag::new(Tone::Plain, "廃止"),
    }
}

fn names(services: &[ServiceType]) -> String {
    let names = services.iter().map(|service| {
        let name = service.name();
        name.map_or_else(|| service.to_string(), str::to_owned)
    });
    names.collect::<Vec<_>>().join("、")
}

/// Whether a partner of the address book is meant, where the platform cannot be asked.
fn is_like(partner: &Partner, query: &OfficeQuery) -> bool {
    let words = tasuki_standard::search_form(&query.text);
    let is_named = partner.number.as_str().starts_with(&words)
        || tasuki_standard::search_form(&partner.name).contains(&words);
    let place = Prefecture::of(partner.number);
    is_named
        && query.prefecture.is_none_or(|one| place == Some(one))
        && query
            .service
            .is_none_or(|one| partner.services.contains(&one))
}

fn prefectures(chosen: &str) -> Vec<(String, &'static str, bool)> {
    let all = Prefecture::all().map(|one| {
        let code = one.to_string();
        let is_chosen = code == chosen;
        (code, one.name(), is_chosen)
    });
    all.collect()
}

fn services(chosen: &str) -> Vec<(&'static str, String, bool)> {
    let all = SERVICES.iter();
    all.map(|code| {
        let service = code.parse::<ServiceType>().ok();
        let name = service.and_then(|one| one.name()).unwrap_or(code);
        (*code, name.to_owned(), *code == chosen)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_can_be_read() {
        for (code, name, _) in prefectures("13") {
            assert!(code.parse::<Prefecture>().is_ok(), "{name}");
        }
        for (code, name, _) in services("") {
            assert_ne!(code, name);
        }
    }

    #[test]
    fn what_is_not_of_the_line_says_itself_why_and_what_to_do() {
        let why = Told {
            code: "user.locked".to_owned(),
            what: "ロックされています。".to_owned(),
            hint: "しばらくお待ちください。".to_owned(),
        };
        let banner = kept(Some(&why), None);
        assert_eq!(banner.title, why.what);
        assert_eq!(banner.text[0], why.hint);
        assert!(
            banner.text[1].starts_with("このパソコンに保存"),
            "{:?}",
            banner.text
        );
        assert!(banner.text[2].contains(&why.code), "{:?}", banner.text);
        assert!(kept(None, None).title.starts_with("連携基盤に確認できない"));
    }

    #[test]
    fn partners_are_found_without_the_platform_too() {
        let partner = Partner {
            name: "訪問介護ひまわり".to_owned(),
            ..Partner::new("1370000002".parse().unwrap())
        };
        let like = |text: &str| {
            let query = OfficeQuery {
                text: text.to_owned(),
                ..OfficeQuery::default()
            };
            is_like(&partner, &query)
        };
        assert!(like("ひまわり") && like("ﾋﾏﾜﾘ") && like("13700"));
        assert!(!like("あおぞら") && !like("70000002"));
    }
}
