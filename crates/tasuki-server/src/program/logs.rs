//! Where the program's log and its traces go.

use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::{Directive, DynFilterFn};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::settings::Telemetry;
use crate::traces::{Exporter, TRACES, TelemetryError};

/// Writes the log to standard error, a document of JSON in each line, as `RUST_LOG` filters it, and
/// sends traces if the settings say where.
pub(super) fn start(telemetry: Option<&Telemetry>) -> Result<Option<Exporter>, TelemetryError> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = no_traces()
        .into_iter()
        .fold(filter, EnvFilter::add_directive);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .with_writer(std::io::stderr)
        .with_filter(filter);
    let exporter = telemetry.map(Exporter::start).transpose()?;
    let spans = exporter.as_ref().map(|exporter| {
        tracing_opentelemetry::layer()
            .with_tracer(exporter.tracer())
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_level(false)
            .with_tracked_inactivity(false)
            .with_filter(within_requests())
    });
    tracing_subscriber::registry()
        .with(lines)
        .with(spans)
        .init();
    Ok(exporter)
}

/// Spans of requests, and what is done within one. What jobs do by themselves is in the figures.
fn within_requests<S>() -> DynFilterFn<S, impl Fn(&Metadata<'_>, &Context<'_, S>) -> bool>
where
    S: Subscriber + for<'s> LookupSpan<'s>,
{
    DynFilterFn::new(|what: &Metadata<'_>, now: &Context<'_, S>| {
        let is_traced = what.is_span() && what.target() == TRACES;
        is_traced && (what.name() == "request" || now.lookup_current().is_some())
    })
}

/// Keeps spans that are traced out of the log, whatever its filter says.
fn no_traces() -> Option<Directive> {
    format!("{TRACES}=off").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_are_traced_are_kept_out_of_the_log_and_nothing_else() {
        let directive = no_traces().unwrap();
        assert_eq!(directive.to_string(), format!("{TRACES}=off"));
    }
}
