//! 利用状況: the map, lists, partners and requests to mend them.

use anyhow::Context as _;
use tasuki_browser::Window;
use tasuki_browser::thirtyfour::Key;
use tasuki_directory::{InventedOffice, Point, invented_offices};
use tasuki_server::{NewEnrolment, Registration, Site};

use super::super::{Guest, Place, Seen, paid_day};
use crate::town::directory_is_read;

const SUPPORT: Site = Site::Support;

/// Invented offices of three prefectures, of which each third takes part.
async fn offices(place: &mut Place) -> anyhow::Result<Vec<InventedOffice>> {
    let of_three = |office: &InventedOffice| matches!(office.prefecture.number(), 11 | 13 | 14);
    let offices: Vec<_> = invented_offices(1).filter(of_three).take(300).collect();
    for office in offices.iter().step_by(3) {
        let registration = Registration {
            office: NewEnrolment {
                number: office.number,
                name: office.name.clone(),
                kana: office.kana.clone(),
                service_types: office.services.clone(),
                address: String::new(),
            },
            licence_days: Some(90),
            user: None,
            app_user: None,
        };
        place.registry.register(registration, "hanako").await?;
    }
    let all = offices.clone().into_iter();
    place.registry.invent_directory(all, "hanako").await?;
    // It is read at the start.
    place.town.stop().await?;
    place.town.start().await?;
    directory_is_read(&place.town).await;
    Ok(offices)
}

/// Looks at every page of the directory.
pub(super) async fn all() -> anyhow::Result<Seen> {
    let mut place = Place::on(paid_day(), |_| ()).await?;
    let offices = offices(&mut place).await?;
    let joined = offices[0].number;
    let guest = Guest::start(&place.town).await?;

    guest.visit(SUPPORT, "/map", "support-map").await?;
    guest
        .visit(SUPPORT, "/map?prefecture=13", "support-map-tokyo")
        .await?;
    let at = offices.iter().find_map(|office| office.place);
    let Point { x, y } = Point::of(at.context("nobody has a place")?);
    let near = format!("/map?x={x}&y={y}&z=7&all=1");
    guest.visit(SUPPORT, &near, "support-map-near").await?;
    moved(&guest).await?;
    marks_are_apart(&guest).await?;
    dragged(&guest).await?;

    guest.visit(SUPPORT, "/offices", "support-offices").await?;
    let data = "/offices/data";
    guest.visit(SUPPORT, data, "support-offices-data").await?;
    let list = "/offices?prefecture=13&all=1&near=千代田区";
    guest.visit(SUPPORT, list, "support-offices-list").await?;
    let nobody = "/offices?q=nobody";
    guest.visit(SUPPORT, nobody, "support-offices-none").await?;
    let office = format!("/offices/{joined}");
    guest.visit(SUPPORT, &office, "support-office").await?;
    let unplaced = "/offices/unplaced";
    guest
        .visit(SUPPORT, unplaced, "support-offices-unplaced")
        .await?;
    let paper = "/offices/unplaced.pdf";
    guest
        .paper(SUPPORT, paper, "support-offices-unplaced")
        .await?;
    for file in ["/offices.csv", "/offices.json", "/api/offices", "/api/map"] {
        assert!(!guest.download(SUPPORT, file).await?.is_empty(), "{file}");
    }
    let one = format!("/api{office}");
    assert!(!guest.download(SUPPORT, &one).await?.is_empty(), "{one}");

    let partners = "/offices/partners";
    guest.visit(SUPPORT, partners, "support-partners").await?;
    let text = format!("{joined}\n{}\n9999999999", offices[1].number);
    guest.fill("text", &text).await?;
    guest.send("form[action='/offices/partners']").await?;
    guest.look("support-partners-found").await?;

    let correction = format!("{office}/correction");
    guest
        .visit(SUPPORT, &correction, "support-correction")
        .await?;
    let form = format!("form[action='{correction}']");
    guest.send(&form).await?;
    place.minutes(1);
    guest
        .look_at_refusal(422, "support-correction-refused")
        .await?;
    let typed = [
        ("wish", "電話番号が変わりました。"),
        ("sender", "見本 花子"),
        ("address", "hanako@example.jp"),
    ];
    guest.fill_all(&typed).await?;
    guest.send(&form).await?;
    guest.is_at(&office).await?;
    guest.look("support-correction-sent").await?;
    let seen = guest.leave().await?;
    credit(&mut place).await?;
    place.town.stop().await?;
    Ok(seen)
}

/// Whose pictures lie below the map is in sight.
async fn credit(place: &mut Place) -> anyhow::Result<()> {
    const IN_SIGHT: &str = "(() => {
        const of = (name) => document.querySelector(name).getBoundingClientRect();
        return of('.map-credit').height > 0 && of('.map-credit').top >= of('.map-frame').bottom;
    })()";
    place.town.stop().await?;
    // Nobody listens there.
    place.town.settings().directory = toml::from_str(
        "[tiles]\nurl = 'https://127.0.0.1:9/{z}/{x}/{y}.png'\ncredit = '見本地図'",
    )?;
    place.town.start().await?;
    directory_is_read(&place.town).await;
    let guest = Guest::start(&place.town).await?;
    guest.open(SUPPORT, "/map?prefecture=13").await?;
    assert!(guest.browser().value::<bool>(IN_SIGHT).await?);
    guest.close().await
}

/// Links of the map and keys move it without a new page, and the list keeps in step.
async fn moved(guest: &Guest) -> anyhow::Result<()> {
    let browser = guest.browser();
    guest.open(SUPPORT, "/map?prefecture=13").await?;
    browser
        .driver()
        .execute("window.before = 'yes'", vec![])
        .await?;
    let zoom = "document.querySelector('[data-map]').dataset.z";
    let before: String = browser.value(zoom).await?;
    guest.press("[data-map-closer]").await?;
    let closer = format!("window.before === 'yes' && {zoom} === String({before} + 1)");
    browser.wait_for(&closer).await?;
    guest.tab_to("[data-map-frame]").await?;
    guest.keys("-").await?;
    let back = format!("window.before === 'yes' && {zoom} === '{before}'");
    browser.wait_for(&back).await?;
    let focused = "document.activeElement.matches('[data-map-frame]')";
    browser.wait_for(focused).await?;
    // A prefecture that is chosen is gone to at once, and stays chosen.
    let choose = "const select = document.querySelector('#prefecture'); select.value = '14';
                  select.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.driver().execute(choose, vec![]).await?;
    let gone = "window.before === 'yes' && location.search.includes('prefecture=14')
                && document.querySelector('#prefecture').value === '14'
                && document.querySelector('.offices').innerText.includes('神奈川県')";
    browser.wait_for(gone).await
}

/// On a desk and on a phone no mark touches another or hides a name, and all can be touched.
async fn marks_are_apart(guest: &Guest) -> anyhow::Result<()> {
    const SEEN: &str = "(() => {
        const boxes = (names) => [...document.querySelectorAll(names)]
            .map((one) => one.getBoundingClientRect()).filter((box) => box.width > 0);
        const marks = boxes('.map-mark :is(rect, circle)');
        const names = boxes('.map-name text, .map-town text');
        const frame = document.querySelector('.map-frame').getBoundingClientRect();
        const touch = (one, other) => one !== other && one.left < other.right - 1
            && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
        const small = marks.filter((box) => box.width < 23.9 || box.height < 23.9).length;
        const touching = marks.filter((box) => marks.some((other) => touch(box, other))).length;
        const hidden = names.filter((box) => marks.some((other) => touch(box, other))).length;
        const cut = names.filter((box) => box.left < frame.left || box.right > frame.right
            || box.top < frame.top || box.bottom > frame.bottom).length;
        return [marks.length > 0, names.length > 0, small, touching, hidden, cut];
    })()";
    let browser = guest.browser();
    for window in [Window::Phone, Window::Desk] {
        browser.resize(window).await?;
        for path in ["/map", "/map?prefecture=13", "/map?prefecture=11&all=1"] {
            guest.open(SUPPORT, path).await?;
            let seen: (bool, bool, u32, u32, u32, u32) = browser.value(SEEN).await?;
            assert_eq!(seen, (true, true, 0, 0, 0, 0), "{path} {window:?}");
        }
    }
    Ok(())
}

/// Without 地図移動時に再読み込み land is drawn where the map goes to, the list tells that it is of the
/// earlier range, and a button searches here.
async fn dragged(guest: &Guest) -> anyhow::Result<()> {
    let browser = guest.browser();
    guest.open(SUPPORT, "/map?prefecture=13").await?;
    let count = "document.querySelector('.map-list ol').innerText";
    let before: String = browser.value(count).await?;
    guest.press("[data-map-reload] input").await?;
    guest.tab_to("[data-map-frame]").await?;
    let view = "document.querySelector('.map-plane').getAttribute('viewBox')";
    let here: String = browser.value(view).await?;
    for _ in 0..2 {
        let was: String = browser.value(view).await?;
        guest.keys(Key::Up).await?;
        browser.wait_for(&format!("{view} !== '{was}'")).await?;
    }
    assert_ne!(here, browser.value::<String>(view).await?);
    assert_eq!(before, browser.value::<String>(count).await?);
    let told: String = browser
        .value("document.querySelector('[data-map-earlier]').innerText")
        .await?;
    assert!(told.contains("移動する前の範囲"), "{told}");
    guest.press("[data-map-search]").await?;
    let searched = "document.querySelector('[data-map-earlier]').innerText === ''
                    && document.querySelector('[data-map-search]').hidden
                    && document.querySelector('[data-map-reload] input').checked === false";
    browser.wait_for(searched).await?;
    assert_ne!(before, browser.value::<String>(count).await?);
    Ok(())
}
