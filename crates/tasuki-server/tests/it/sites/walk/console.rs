//! 運用コンソール.

mod fees;
mod offices;
mod operators;
mod publishing;
mod tickets;

use jiff::civil::date;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::PaymentMethod;
use tasuki_seal::SystemEntropy;
use tasuki_server::{AskedCorrection, Credentials, KnownTo, NewOperator, Role, Site};
use tasuki_store::RecordId;
use tasuki_terms::Clock as _;
use tasuki_testing::one_time_password;

use super::{FIRST, Guest, Place, paid_day};

const CONSOLE: Site = Site::Console;
const PASSWORD: &str = "Tasuki-operator-1";

#[tokio::test]
async fn every_page_of_the_console_is_good() -> anyhow::Result<()> {
    let place = Place::on(paid_day(), |_| ()).await?;
    let letters = people(&place).await?;
    // The files of a month are made from its 16th on.
    place.go_to(date(2027, 6, 16).at(10, 0, 0, 0))?;
    let guest = Guest::start(&place.town).await?;
    let key = enter(&place, &guest).await?;
    offices::all(&place, &guest).await?;
    offices::certificates(&place, &guest, &letters).await?;
    fees::all(&place, &guest).await?;
    tickets::all(&place, &guest).await?;
    operators::confirm(&place, &guest, &key).await?;
    publishing::all(&place, &guest).await?;
    corrections(&place, &guest).await?;
    operators::all(&place, &guest).await?;
    guest.saw_all(CONSOLE, &[]);
    place.end(guest).await
}

/// Offices of two prefectures, which have applied for the exchange.
async fn people(place: &Place) -> anyhow::Result<Vec<Credentials>> {
    let mut letters = Vec::new();
    for (number, name, service) in [
        ("1370000001", "訪問介護ひまわり", "11"),
        ("1370000002", "居宅介護支援みほん", "43"),
        ("1470000001", "デイサービスなのはな", "15"),
    ] {
        let letter = place.letter(number, name, service).await?;
        place
            .apply(&letter, PaymentMethod::Deduction, FIRST)
            .await?;
        place.minutes(1);
        letters.push(letter);
    }
    Ok(letters)
}

/// Makes an operator, and types what it takes to log in.
/// Gives the key of the one-time passwords.
async fn log_in(
    place: &Place,
    guest: &Guest,
    name: &str,
    role: Role,
) -> anyhow::Result<SecretString> {
    let operator = NewOperator {
        name: name.to_owned(),
        role,
        password: SecretString::from(PASSWORD),
        known: KnownTo::Owner,
    };
    let key = place.registry.add_operator(operator, "hanako").await?;
    let code = one_time_password(key.text.expose_secret(), place.clock.now())?;
    let typed = [("name", name), ("password", PASSWORD), ("code", &*code)];
    guest.fill_all(&typed).await?;
    guest.send("form[action='/login']").await?;
    Ok(key.text)
}

async fn enter(place: &Place, guest: &Guest) -> anyhow::Result<SecretString> {
    guest.visit(CONSOLE, "/login", "console-login").await?;
    let typed = [
        ("name", "hanako"),
        ("password", "wrong"),
        ("code", "000000"),
    ];
    guest.fill_all(&typed).await?;
    guest.send("form[action='/login']").await?;
    guest.look_at_refusal(422, "console-login-refused").await?;
    let key = log_in(place, guest, "hanako", Role::OperatorAdmin).await?;
    guest.arrive(CONSOLE, "/", "console-overview").await?;
    guest.open(CONSOLE, "/nowhere").await?;
    guest.look_at_refusal(404, "console-not-found").await?;

    guest.visit(CONSOLE, "/state", "console-state").await?;
    guest.press("[name='usable'][value='no']").await?;
    let sentence = "定期保守のため、午後8時まで停止しています。";
    guest.fill("sentence", sentence).await?;
    guest.send("form[action='/state']").await?;
    guest.is_at("/").await?;
    guest.look("console-overview-stopped").await?;
    Ok(key)
}

/// A request from the support site is dealt with.
async fn corrections(place: &Place, guest: &Guest) -> anyhow::Result<()> {
    let asked = AskedCorrection {
        office: "1370000001".parse()?,
        wish: "電話番号が変わりました。新しい番号は 03-0000-0001 です。".to_owned(),
        sender: "見本 花子".to_owned(),
        address: "hanako@example.jp".to_owned(),
    };
    let draft = RecordId::new(place.clock.now(), &SystemEntropy);
    place.registry.ask_for_correction(draft, asked).await?;
    guest
        .visit(CONSOLE, "/corrections", "console-corrections")
        .await?;
    let path = guest.link("tbody a[href^='/corrections/']").await?;
    guest.visit(CONSOLE, &path, "console-correction").await?;
    guest.press("[name='state'][value='done']").await?;
    guest.send(&format!("form[action='{path}']")).await?;
    guest.is_at("/corrections").await
}
