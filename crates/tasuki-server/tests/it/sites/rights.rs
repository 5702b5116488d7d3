//! Who may go where, tried on every route.

use std::fmt::Write as _;

use tasuki_server::{KnownTo, Role, Route, Site, site_routes};
use tasuki_testing::{Reply, Surfer};

use super::{console, town};

#[test]
fn the_table_of_routes() {
    let mut table = String::new();
    for route in site_routes() {
        let Route {
            site,
            method,
            path,
            needs,
        } = route;
        let site = site.as_str();
        writeln!(table, "{site:8} {method:5} {path:40} {needs:?}").unwrap();
    }
    insta::assert_snapshot!("routes", table);
}

#[test]
fn no_route_is_there_twice() {
    let mut routes: Vec<_> = site_routes()
        .into_iter()
        .map(|route| (route.site, route.method.to_string(), route.path))
        .collect();
    let all = routes.len();
    routes.sort();
    routes.dedup();
    assert_eq!(routes.len(), all);
}

/// A path that the route matches, naming things that there are not.
fn example(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "0" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// Opens a page, or sends its empty form.
pub(super) async fn call(surfer: &mut Surfer, route: &Route) -> Reply {
    let path = example(route.path);
    if route.method == "GET" {
        surfer.get(&path).await.unwrap()
    } else {
        surfer.post(&path, &[]).await.unwrap()
    }
}

#[tokio::test]
async fn nobody_gets_nowhere_without_logging_in() {
    let (_folder, town, _) = town().await;
    for route in site_routes() {
        let mut nobody = Surfer::new(&town, route.site).unwrap();
        let reply = call(&mut nobody, &route).await;
        if route.needs == Role::Nobody {
            assert_ne!(reply.status, 403, "{route:?}");
        } else {
            assert_eq!(reply.status, 303, "{route:?}");
            assert!(reply.location.starts_with("/login"), "{route:?}");
        }
    }
}

#[tokio::test]
async fn a_new_office_gets_nowhere_but_to_its_new_password() {
    let (_folder, town, letter) = town().await;
    let mut office = Surfer::new(&town, Site::Claims).unwrap();
    let password = secrecy::ExposeSecret::expose_secret(&letter.password).to_owned();
    let reply = office
        .log_in(letter.user.as_str(), &password)
        .await
        .unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/"));
    for route in site_routes() {
        if route.site == Site::Claims && route.needs == Role::Office {
            let reply = call(&mut office, &route).await;
            assert_eq!(
                (reply.status, &*reply.location),
                (303, "/password"),
                "{route:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_new_operator_gets_nowhere_but_to_a_new_password() {
    let (_folder, town, _) = town().await;
    let admin = Role::OperatorAdmin;
    let key = console::add_known(&town, "hanako", admin, KnownTo::Others).await;
    let mut hanako = Surfer::new(&town, Site::Console).unwrap();
    let code = console::code(&town, &key);
    let reply = console::log_in(&mut hanako, "hanako", console::PASSWORD, &code).await;
    assert_eq!((reply.status, &*reply.location), (303, "/"));
    for route in site_routes() {
        let is_open = matches!(route.needs, Role::Nobody | Role::NewOperator);
        if route.site == Site::Console && !is_open {
            let reply = call(&mut hanako, &route).await;
            assert_eq!(
                (reply.status, &*reply.location),
                (303, "/password"),
                "{route:?}"
            );
        }
    }
}

#[tokio::test]
async fn operators_get_no_further_than_their_role() {
    let (_folder, town, _) = town().await;
    let ladder = [
        Role::OperatorViewer,
        Role::OperatorClerk,
        Role::OperatorAdmin,
    ];
    for role in ladder {
        let mut operator = console::operator(&town, role).await;
        operator.get("/").await.unwrap();
        for route in site_routes() {
            if route.site != Site::Console || route.path == "/logout" {
                continue;
            }
            let reply = call(&mut operator, &route).await;
            if ladder.contains(&route.needs) && route.needs > role {
                assert_eq!(reply.status, 403, "{role:?} {route:?}");
                let told = "この操作を行う権限がありません。";
                assert!(reply.text().contains(told), "{role:?} {route:?} {reply:?}");
            } else {
                assert_ne!(reply.status, 403, "{role:?} {route:?} {reply:?}");
                assert_ne!(reply.status, 500, "{role:?} {route:?} {reply:?}");
            }
        }
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused_everywhere() {
    let (_folder, town, _) = town().await;
    for route in site_routes() {
        if route.method == "POST" {
            let mut nobody = Surfer::new(&town, route.site).unwrap();
            let path = example(route.path);
            let reply = nobody.post_from_elsewhere(&path, &[]).await.unwrap();
            assert_eq!(reply.status, 403, "{route:?}");
            assert!(reply.text().contains("form.foreign"), "{route:?}");
        }
    }
}
