//! The files of `deploy/` are looked at by the programs that are made for it.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, ensure};

use crate::{run, tools, workspace};

/// The version of Kubernetes whose descriptions the chart is compared with.
const KUBERNETES: &str = "1.33";
const CHART: &str = "deploy/helm/tasuki-server";
const UNIT: &str = "deploy/systemd/tasuki-server.service";

/// Looks at all of them.
pub(crate) fn check() -> anyhow::Result<()> {
    tools::install_for_deploying()?;
    let mut hadolint = tools::python_program("hadolint");
    hadolint.arg("deploy/Dockerfile");
    run::wait_for(hadolint)?;
    let mut compose = tools::python_program("check-jsonschema");
    compose.args(["--builtin-schema", "vendor.compose-spec"]);
    compose.arg("deploy/compose/compose.yml");
    run::wait_for(compose)?;
    chart()?;
    let mut haproxy = run::at_root("haproxy");
    haproxy.args(["-c", "-f", "deploy/compose/haproxy.cfg"]);
    run::wait_for(haproxy)?;
    let mut rules = tools::promtool();
    rules.args(["check", "rules", "--lint=all", "--lint-fatal"]);
    rules.arg("deploy/prometheus/rules.yml");
    run::wait_for(rules)?;
    let mut alarms = tools::promtool();
    alarms.args(["test", "rules", "deploy/prometheus/rules-test.yml"]);
    run::wait_for(alarms)?;
    unit()
}

/// The chart is well made, and what it makes is what Kubernetes takes.
fn chart() -> anyhow::Result<()> {
    let values = format!("{CHART}/ci/example-values.yaml");
    let mut lint = tools::helm();
    lint.args(["lint", "--strict", CHART, "--values", &values]);
    run::wait_for(lint)?;
    let mut render = tools::helm();
    render.args(["template", "example", CHART, "--values", &values]);
    let made = render.stderr(Stdio::inherit()).output()?;
    ensure!(
        made.status.success(),
        "helm template ended with {}",
        made.status
    );
    let mut validate = tools::python_program("kubernetes-validate");
    validate.args(["-k", KUBERNETES, "--strict", "-"]);
    let mut validate = validate.stdin(Stdio::piped()).spawn()?;
    let mut to = validate.stdin.take().context("no standard input")?;
    to.write_all(&made.stdout)?;
    drop(to);
    let status = validate.wait()?;
    ensure!(status.success(), "kubernetes-validate ended with {status}");
    Ok(())
}

/// The unit is well made. The program and its user are of the machine where it is installed, so a copy
/// names others that are here, too.
fn unit() -> anyhow::Result<()> {
    let text = fs_err::read_to_string(workspace::root().join(UNIT))?;
    let here = text
        .replace("/usr/local/bin/tasuki-server", "/bin/true")
        .replace("/srv/tasuki", "/tmp")
        .replace("User=tasuki", "User=daemon")
        .replace("Group=tasuki", "Group=daemon");
    let folder = workspace::root().join("target/tools/systemd");
    fs_err::create_dir_all(&folder)?;
    let name = Path::new(UNIT).file_name().context("no name")?;
    let copy = folder.join(name);
    fs_err::write(&copy, here)?;
    let mut verify = run::at_root("systemd-analyze");
    verify.args(["verify", "--man=no"]).arg(copy);
    let told = verify.output()?;
    let text = String::from_utf8_lossy(&told.stderr);
    // It tells of other units of this machine, too.
    let is_of_ours = text.lines().any(|line| line.contains("tasuki"));
    ensure!(
        told.status.success() && !is_of_ours,
        "systemd-analyze: {text}"
    );
    Ok(())
}
