//! `skytally serve`: the service, until it is told to stop.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::serve::ListenerExt as _;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::stop::Stop;
use crate::failure::{CLEAN, Failure};
use crate::settings::Settings;
use crate::settings::flags::ServeFlags;
use crate::{telemetry, wire};

/// Traces that wait are delivered for so long at most when the service stops.
const TRACES_MAX: Duration = Duration::from_millis(500);

pub(crate) fn run(flags: &ServeFlags) -> Result<u8, Failure> {
    let settings = match Settings::load(flags) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::run(format!("the runtime cannot be started: {error}")))?;
    let log = {
        let _inside = runtime.enter();
        telemetry::start(&settings.log, &settings.telemetry).map_err(Failure::run)?
    };
    let done = runtime.block_on(serve(&settings));
    log.stop(TRACES_MAX);
    runtime.shutdown_background();
    done.map(|()| CLEAN)
}

async fn serve(settings: &Settings) -> Result<(), Failure> {
    let started = Instant::now();
    let stop = Stop::listen()?;
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    let wanted = settings.server.listen;
    let listener = TcpListener::bind(wanted)
        .await
        .map_err(|error| Failure::run(format!("nobody can listen on {wanted}: {error}")))?;
    let bound = listener.local_addr().map_err(Failure::run)?;
    // The end of a long answer does not wait until its beginning is acknowledged: that takes 40 ms.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection sends in its own time");
        }
    });
    let public_url = settings.server.public_url(bound);
    let app = wire::app(settings, &public_url, node_name()?).await?;
    let routes =
        skytally_api::service(std::sync::Arc::clone(&app), &wire::service_config(settings, &public_url)?)
            .map_err(Failure::run)?;
    let ending = CancellationToken::new();
    let tasks = app.start_tasks(&ending);
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(ending.clone().cancelled_owned());
    let mut serving = JoinSet::new();
    serving.spawn(async move { server.await });
    announce(settings, &app, &public_url, bound, started);
    tokio::select! {
        () = stop.wait() => {}
        ended = serving.join_next() => {
            ending.cancel();
            return match ended {
                Some(Ok(Err(error))) => Err(Failure::run(format!("the server ended: {error}"))),
                _ => Err(Failure::run("the server ended by itself")),
            };
        }
    }
    tracing::info!("stopping");
    ending.cancel();
    finish(tasks, serving, settings.server.shutdown_grace).await;
    app.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Lets requests and tasks end, for as long as they may take. What is left then is cut off; every task can stand that.
async fn finish(mut tasks: JoinSet<()>, mut serving: JoinSet<std::io::Result<()>>, grace: Duration) {
    let end = async {
        while tasks.join_next().await.is_some() {}
        while serving.join_next().await.is_some() {}
    };
    if tokio::time::timeout(grace, end).await.is_err() {
        tracing::info!("some requests or tasks did not end in time and are cut off");
    }
}

/// Says what a person who starts it wants to know.
fn announce(
    settings: &Settings,
    app: &skytally_app::App,
    public_url: &str,
    bound: SocketAddr,
    started: Instant,
) {
    let store = match &settings.store.database {
        crate::settings::sections::store::Database::Sqlite(file) => file.display().to_string(),
        crate::settings::sections::store::Database::Postgres(url) => {
            if !app.is_walled() {
                tracing::warn!(
                    "row-level security does not bind the database's user: use one who is no superuser and may not bypass it"
                );
            }
            url.masked()
        }
    };
    let start_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let data = settings.data.folder.display();
    tracing::info!(%bound, url = public_url, %data, store, mail = app.mail_goes(), receipts = app.files_go(), start_ms, "skytally listens");
}

/// A name that no other process has, now or later: leases are held under it.
fn node_name() -> Result<String, Failure> {
    let mut random = [0; 6];
    SystemRandom::new()
        .fill(&mut random)
        .map_err(|_| Failure::run("the operating system gave no random numbers"))?;
    let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = host.trim();
    let host = if host.is_empty() { "node" } else { host };
    Ok(format!("{host}-{}-{random}", std::process::id()))
}
