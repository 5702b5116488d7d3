//! Which folder is watched (監視フォルダー), and what becomes of that which is written there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_desk::Partner;
use tasuki_terms::{OfficeNumber, SendingUnit};
use tasuki_ui::{Choice, ChoiceField, Field, FormState};

use super::render;
use crate::answer::{PageError, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::pages::opened;
use crate::rule::{Chosen, WatchRule};
use crate::show;
use crate::visit::Visit;
use crate::watch;

/// The choices of the rule, and the choice of every partner.
const OFFER: &str = "offer";
const SEND: &str = "send";
const ALL: &str = "all";

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    watch: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    partners: Vec<String>,
    #[serde(default)]
    units: Vec<String>,
}

/// The fields of the form.
pub(super) struct Fields {
    pub(super) watch: Field,
    pub(super) rule: ChoiceField,
    pub(super) partners: ChoiceField,
    pub(super) units: ChoiceField,
}

/// Watches another folder, or none, under another rule.
pub(crate) async fn set(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let (typed, mut form) = posted.state(&[]);
    let folder = folder(&typed, &mut form).await?;
    let rule = rule(&typed, &mut form);
    if !form.is_good() {
        let target = client.target();
        return render(&client, &visit, &office, &form, &target, None).await;
    }
    let set = office.in_book(move |book| {
        let before = (watch::folder(book)?, WatchRule::read(book)?);
        if before == (folder.clone(), rule.clone()) {
            return Ok(());
        }
        // Nothing is sent by itself until the baseline is there: what lay in the folder before stays.
        WatchRule::Offer.save(book)?;
        watch::set_folder(book, folder.as_deref())?;
        watch::set_baseline(book)?;
        rule.save(book)
    });
    set.await?;
    Ok(see_other("/settings?watch=set"))
}

/// The folder that was typed; it must be there.
async fn folder(typed: &Typed, form: &mut FormState) -> Result<Option<PathBuf>, PageError> {
    let text = typed.watch.trim();
    if text.is_empty() {
        if typed.rule == SEND {
            form.refuse(
                "watch",
                "自動で送信するには、監視フォルダーを入力してください。",
            );
        }
        return Ok(None);
    }
    let folder = PathBuf::from(text);
    if !folder.is_absolute() {
        form.refuse(
            "watch",
            "フォルダーの場所を、ドライブ名や「/」から始まる形で入力してください。",
        );
        return Ok(None);
    }
    // A folder of the network may take long to answer.
    let looked = tokio::task::spawn_blocking(move || folder.is_dir().then_some(folder));
    let folder = looked.await.map_err(|_| PageError::Fault)?;
    if folder.is_none() {
        form.refuse(
            "watch",
            "監視フォルダーが見つかりません。フォルダーがあることを確かめて、もう一度入力してください。",
        );
    }
    Ok(folder)
}

/// The rule that was chosen.
fn rule(typed: &Typed, form: &mut FormState) -> WatchRule {
    if typed.rule != SEND {
        return WatchRule::Offer;
    }
    let numbers = typed.partners.iter();
    let numbers: BTreeSet<OfficeNumber> = numbers.filter_map(|one| one.parse().ok()).collect();
    let is_all = typed.partners.iter().any(|one| one == ALL);
    if !is_all && numbers.is_empty() {
        form.refuse("partners", "自動で送信する相手を選んでください。");
    }
    let units = typed.units.iter();
    let units: BTreeSet<SendingUnit> = units.filter_map(|one| one.parse().ok()).collect();
    if units.is_empty() {
        form.refuse("units", "自動で送信する種別を選んでください。");
    }
    WatchRule::Send(Chosen {
        partners: (!is_all).then_some(numbers),
        units,
    })
}

impl Fields {
    /// What was typed, or else what is set.
    pub(super) fn new(
        form: &FormState,
        watched: Option<&Path>,
        rule: &WatchRule,
        known: &[Partner],
    ) -> Self {
        let is_typed = !form.value("rule").is_empty();
        let chosen = match rule {
            WatchRule::Send(chosen) if !is_typed => Some(chosen),
            _ => None,
        };
        let rules = [
            Choice::new(OFFER, "案内する")
                .help("新しいファイルがあると「今月」の画面でお知らせし、確認してから送信します。"),
            Choice::new(SEND, "自動で送信する").help(
                "確認で問題が見つからなかったものを、そのまま送信します。エラーや注意があるものは送信せず、「今月」の画面でお知らせします。連携クライアントを開いて、KJから始まるユーザIDでログインしている間だけ働きます。送信するのは、この設定を変更したあとに書き出されたファイルです。すでにフォルダーにあるファイルは、「今月」の画面でお知らせします。",
            ),
        ];
        let is_sending = matches!(rule, WatchRule::Send(_));
        let watch = form
            .field("watch", "監視フォルダー")
            .help("介護ソフトがCSVファイルを書き出すフォルダーです。空にすると、監視をやめます。");
        Self {
            watch: if is_typed {
                watch
            } else {
                watch.or_value(watched.map(show::path).unwrap_or_default())
            },
            rule: form
                .choices("rule", "新しいファイルがあるとき", rules)
                .or_chosen(if is_sending { SEND } else { OFFER }),
            partners: form.choices("partners", "自動で送信する相手", partners(known, chosen)),
            units: form.choices("units", "自動で送信する種別", units(chosen)),
        }
    }

    /// All of them, in the order of the page.
    pub(super) const fn fields(&self) -> [&Field; 4] {
        [
            &self.watch,
            &self.rule.field,
            &self.partners.field,
            &self.units.field,
        ]
    }

    /// Whether sending by itself is chosen.
    pub(super) fn is_sending(&self) -> bool {
        let mut rules = self.rule.choices.iter();
        rules.any(|rule| rule.chosen && rule.value == SEND)
    }
}

fn partners(known: &[Partner], chosen: Option<&Chosen>) -> Vec<Choice> {
    let is_all = chosen.is_some_and(|chosen| chosen.partners.is_none());
    let ticked = chosen.and_then(|chosen| chosen.partners.as_ref());
    let mut all = vec![Choice {
        chosen: is_all,
        ..Choice::new(ALL, "すべての事業所")
    }];
    all.extend(known.iter().map(|one| Choice {
        chosen: ticked.is_some_and(|ticked| ticked.contains(&one.number)),
        ..Choice::new(one.number.to_string(), show::office(&one.name, one.number))
    }));
    all
}

/// The kinds whose files the care software writes.
fn units(chosen: Option<&Chosen>) -> impl Iterator<Item = Choice> {
    let all = SendingUnit::ALL.into_iter();
    let all = all.filter(|unit| *unit != SendingUnit::Attachments);
    all.map(move |unit| Choice {
        chosen: chosen.is_some_and(|chosen| chosen.units.contains(&unit)),
        ..Choice::new(unit.as_str(), show::unit(unit))
    })
}
