//! What `scan` and `documents` share: which accounts, which regions, progress, and being stopped.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use skytally_aws::{Client, RetryPolicy, Setup, Timeouts};
use skytally_catalog::Catalog;
use skytally_collect::{Account, Event, Limits, Plan, Selection, Sink, collect, enabled_regions, who};
use skytally_model::{Generation, Region, RoleArn};

use super::stop::Stop;
use crate::cli::AccountArgs;
use crate::failure::Failure;

/// The accounts that the command line names: one for each role, or the one of the credentials themselves.
fn roles(args: &AccountArgs) -> Vec<Option<RoleArn>> {
    if args.role_arn.is_empty() { vec![None] } else { args.role_arn.iter().cloned().map(Some).collect() }
}

/// The services of the command line, which must be in the catalogue.
pub(crate) fn services(args: &AccountArgs, catalog: &Catalog) -> Result<BTreeSet<String>, Failure> {
    for name in &args.services {
        if catalog.service(name).is_none() {
            let known: Vec<&str> = catalog.services().map(|service| service.service.as_str()).collect();
            return Err(Failure::usage(format!(
                "there is no service {name}; there are {}",
                known.join(", ")
            )));
        }
    }
    Ok(args.services.iter().cloned().collect())
}

/// An account that can be reached.
pub(crate) struct Reached {
    pub(crate) client: Client,
    pub(crate) account: Account,
    pub(crate) regions: Vec<Region>,
    pub(crate) notes: Vec<String>,
}

/// Reaches all accounts before any is looked at, so that a wrong role costs nobody an hour.
pub(crate) async fn reach_all(
    args: &AccountArgs,
    catalog: &Arc<Catalog>,
    stop: &Stop,
) -> Result<Vec<Reached>, Failure> {
    let all = async {
        let mut reached = Vec::new();
        for role in roles(args) {
            reached.push(reach(args, role, catalog).await?);
        }
        Ok(reached)
    };
    tokio::select! {
        biased;
        () = stop.wait() => Err(Failure::run("stopped before anything was seen")),
        reached = all => reached,
    }
}

/// Reaches an account: credentials, role, identity, regions.
async fn reach(
    args: &AccountArgs,
    role: Option<RoleArn>,
    catalog: &Arc<Catalog>,
) -> Result<Reached, Failure> {
    let setup = Setup {
        profile: args.profile.clone(),
        role,
        external_id: args.external_id.clone(),
        region: None,
        endpoint_url: args.endpoint_url.clone(),
        timeouts: timeouts(args),
        retry: retry(args),
    };
    let client = setup.client(Arc::clone(catalog)).await.map_err(Failure::run)?;
    let account = who(&client)
        .await
        .map_err(|error| Failure::run(format!("AWS does not say whose credentials these are: {error}")))?;
    let enabled = enabled_regions(&client).await;
    let mut notes = Vec::new();
    if let Some(error) = &enabled.guessed {
        let what =
            if args.regions.is_empty() { "the regions are guessed" } else { "the regions cannot be checked" };
        notes.push(format!("{what}, because AWS does not say which are switched on: {error}"));
    }
    let regions = if args.regions.is_empty() {
        enabled.regions
    } else {
        let mut regions: Vec<Region> = args.regions.clone();
        regions.sort();
        regions.dedup();
        if let Some(unknown) = regions.iter().find(|region| {
            region.is_global() || (enabled.guessed.is_none() && !enabled.regions.contains(region))
        }) {
            let known: Vec<&str> = enabled.regions.iter().map(Region::as_str).collect();
            let account = &account.id;
            return Err(Failure::usage(format!(
                "{unknown} is not a region that account {account} has switched on; it has {}",
                known.join(", ")
            )));
        }
        regions
    };
    Ok(Reached { client, account, regions, notes })
}

/// Looks at an account. A stop ends it, and what is known by then is kept.
pub(crate) async fn look(
    reached: &Reached,
    selection: &Selection,
    services: &BTreeSet<String>,
    quiet: bool,
    sink: &dyn Sink,
    stop: &Stop,
) -> Generation {
    let plan = Plan::new(reached.client.catalog(), selection, services, reached.regions.clone());
    let bar = bar(quiet, plan.listings(), &format!("account {}", reached.account.id));
    let documents = std::sync::atomic::AtomicUsize::new(0);
    let event = |event: Event<'_>| match event {
        Event::Listed { coverage } => {
            bar.inc(1);
            let so_far = documents.fetch_add(coverage.documents, std::sync::atomic::Ordering::Relaxed);
            bar.set_message(format!(
                "{} resources, {} calls",
                so_far + coverage.documents,
                reached.client.meter().read().calls
            ));
        }
        Event::Planned { .. } | Event::Documents { .. } => {}
    };
    let generation =
        collect(&reached.client, &reached.account, &plan, Limits::default(), sink, &event, stop.wait()).await;
    bar.finish_and_clear();
    generation
}

fn timeouts(args: &AccountArgs) -> Timeouts {
    let usual = Timeouts::default();
    Timeouts { connect: args.connect_timeout, read: usual.read.min(args.timeout), attempt: args.timeout }
}

fn retry(args: &AccountArgs) -> RetryPolicy {
    let usual = RetryPolicy::default();
    RetryPolicy { cap: usual.cap.min(args.timeout), ..usual }
}

/// A progress bar when a person is looking, and nothing when not.
fn bar(quiet: bool, listings: usize, what: &str) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(listings as u64), ProgressDrawTarget::stderr());
    if let Ok(style) =
        ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} listings, {msg} {elapsed}")
    {
        bar.set_style(style);
    }
    bar.set_prefix(what.to_owned());
    bar.set_message("0 resources");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
