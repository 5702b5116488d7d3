//! axe-core: what keeps people with disabilities from using a page.

use std::fmt;
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;
use thirtyfour::WebDriver;

/// Where `cargo xtask test` puts it.
const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../target/tools/npm/node_modules/axe-core/axe.min.js"
);

/// How often a page is looked at that goes away meanwhile.
const TRIES: u32 = 4;

/// Runs it, and gives back what matters.
const RUN: &str = r#"
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then(
  (result) => done(result.violations),
  (error) => done([{ id: "axe", impact: "critical", help: String(error), nodes: [] }]),
);
"#;

/// A rule that a page breaks, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// The rule, such as `color-contrast`.
    pub rule: String,
    /// What the rule wants.
    pub help: String,
    /// CSS selectors of the elements that break it, each with what is wrong there.
    pub places: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.help)?;
        for place in &self.places {
            write!(f, "\n  {place}")?;
        }
        Ok(())
    }
}

/// What is serious or critical on the page. Where another page comes meanwhile, that one counts.
pub(crate) async fn violations(driver: &WebDriver) -> anyhow::Result<Vec<Violation>> {
    for _ in 1..TRIES {
        if let Ok(found) = violations_now(driver).await {
            return Ok(found);
        }
    }
    violations_now(driver).await
}

async fn violations_now(driver: &WebDriver) -> anyhow::Result<Vec<Violation>> {
    let is_there = driver.execute("return 'axe' in window", Vec::new()).await?;
    // In one script: a page that comes in between would not have it.
    let script = if is_there.convert::<bool>()? {
        RUN.to_owned()
    } else {
        let axe = fs_err::read_to_string(Path::new(FILE))
            .context("axe-core is missing; `cargo xtask test` installs it")?;
        axe + RUN
    };
    let answer = driver.execute_async(script, Vec::new()).await?;
    let found: Vec<Found> = answer.convert()?;
    let violations = found.into_iter().filter(Found::matters);
    Ok(violations.map(Violation::from).collect())
}

/// A violation as axe-core tells it.
#[derive(Deserialize)]
struct Found {
    id: String,
    impact: Option<String>,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    html: String,
    /// Selectors; lists within the list for frames and shadow trees.
    target: Vec<serde_json::Value>,
    #[serde(rename = "failureSummary", default)]
    summary: String,
}

impl Found {
    fn matters(&self) -> bool {
        matches!(self.impact.as_deref(), Some("serious" | "critical"))
    }
}

impl From<Found> for Violation {
    fn from(found: Found) -> Self {
        let place = |node: Node| {
            let selectors: Vec<String> = node.target.iter().map(ToString::to_string).collect();
            let summary = node.summary.replace('\n', " ");
            format!("{} {}\n    {summary}", selectors.join(" "), node.html)
        };
        Self {
            rule: found.id,
            help: found.help,
            places: found.nodes.into_iter().map(place).collect(),
        }
    }
}
