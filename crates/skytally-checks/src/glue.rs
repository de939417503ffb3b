//! The functions that rules may call, and how they reach the session.

use std::sync::Arc;

use cel::extractors::Arguments;
use cel::objects::Key;
use cel::{Context, DeclarationError, ExecutionError, FunctionContext, Value as Cel};
use serde_json::Value;
use skytally_catalog::{Path, plain};
use skytally_model::{KindId, Part};

use crate::session::Session;
use crate::value::{to_cel, to_json};
use crate::world::Hidden;

mod library;

/// Adds every function to a context.
pub(crate) fn add_functions(
    context: &mut Context<'_, '_>,
    session: &Arc<Session>,
) -> Result<(), DeclarationError> {
    add_direct(context, session, "part", part)?;
    add_direct(context, session, "related", |session, args| related(session, args, true))?;
    add_direct(context, session, "everywhere", |session, args| related(session, args, false))?;
    add_direct(context, session, "count", count)?;
    library::add_functions(context, session)
}

/// What a function gives: JSON, or why it cannot say.
type Answer = Result<Value, String>;

/// Adds one function: JSON in, JSON or a reason out. A reason makes the outcome unknown, unless CEL's `&&` and `||` can
/// do without.
fn add(
    context: &mut Context<'_, '_>,
    session: &Arc<Session>,
    name: &str,
    function: impl Fn(&Session, &[Value]) -> Answer + Send + Sync + 'static,
) -> Result<(), DeclarationError> {
    add_direct(context, session, name, move |session, args| {
        let args: Vec<Value> = args.iter().map(to_json).collect();
        function(session, &args).map(|value| to_cel(&value))
    })
}

/// Adds one function that takes and gives CEL's own values. Whole documents go through these.
fn add_direct(
    context: &mut Context<'_, '_>,
    session: &Arc<Session>,
    name: &str,
    function: impl Fn(&Session, &[Cel]) -> Result<Cel, String> + Send + Sync + 'static,
) -> Result<(), DeclarationError> {
    let session = Arc::clone(session);
    let called =
        move |call: &FunctionContext<'_, '_>, Arguments(args): Arguments| -> Result<Cel, ExecutionError> {
            function(&session, &args).map_err(|reason| call.error(reason))
        };
    context.add_function(name, called)
}

/// `part(name)`, or `part(related, name)`.
fn part(session: &Session, args: &[Cel]) -> Result<Cel, String> {
    let (at, name) = match args {
        [Cel::String(name)] => (session.document(), name),
        [related, Cel::String(name)] => {
            let own = Key::String(Arc::new("_ref".to_owned()));
            let at = if let Cel::Map(related) = related { related.map.get(&own) } else { None };
            let Some(Cel::Int(at)) = at else {
                return Err("the first argument is not a related document".to_owned());
            };
            (usize::try_from(*at).map_err(|error| error.to_string())?, name)
        }
        _ => return Err("part(name) or part(related, name) was expected".to_owned()),
    };
    let document = session.world.document(at);
    match document.parts.get(name.as_str()) {
        Some(Part::Present { value }) => Ok(to_cel(&value.to_value())),
        Some(Part::Absent) => Ok(Cel::Null),
        hidden => {
            let part = hidden.cloned().unwrap_or(Part::NotCollected);
            Err(session.hide(Hidden::Part { resource: document.id.clone(), name: name.to_string(), part }))
        }
    }
}

/// `related(kind)`, `related(kind, path, value)`; `everywhere` looks into all regions.
fn related(session: &Session, args: &[Cel], near: bool) -> Result<Cel, String> {
    let views = found(session, args, near)?.into_iter().map(|at| session.world.view(at)).collect();
    Ok(Cel::List(Arc::new(views)))
}

/// `count(kind)`, `count(kind, path, value)`: how many `related` would give, without reading them.
fn count(session: &Session, args: &[Cel]) -> Result<Cel, String> {
    let count = found(session, args, true)?.len();
    i64::try_from(count).map(Cel::Int).map_err(|error| error.to_string())
}

/// The documents that a rule asks for by kind, and perhaps by what stands at a path.
fn found(session: &Session, args: &[Cel], near: bool) -> Result<Vec<usize>, String> {
    let kind: KindId = match args.first() {
        Some(Cel::String(kind)) => kind.parse().map_err(|error| format!("{error}"))?,
        _ => return Err("a kind was expected, such as aws.ec2.vpc".to_owned()),
    };
    let world = &session.world;
    let here = session.region();
    let regional = world.catalog.kind(&kind).is_some_and(|kind| !kind.global);
    // A global resource has no region to be near in: then all of them count.
    let region = (near && regional && !here.is_global()).then_some(&here);
    world.known(&kind, region).map_err(|hidden| session.hide(hidden))?;
    let mut found: Vec<usize> = match &args[1..] {
        [] => world.of_kind(&kind).to_vec(),
        [Cel::String(path), value] => {
            let path: Path = path.parse().map_err(|error| format!("{error}"))?;
            world.at_path(&kind, &path, &plain(&to_json(value)))
        }
        _ => return Err("(kind) or (kind, path, value) was expected".to_owned()),
    };
    found.retain(|&at| region.is_none_or(|region| world.document(at).region == *region));
    Ok(found)
}
